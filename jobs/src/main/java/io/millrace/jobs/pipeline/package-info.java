/** Pipeline files read and checked as a whole, for the command and for the jobs. */
@NullMarked
package io.millrace.jobs.pipeline;

import org.jspecify.annotations.NullMarked;
