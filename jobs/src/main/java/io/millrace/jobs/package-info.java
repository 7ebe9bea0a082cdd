/**
 * The program: {@link io.millrace.jobs.Main} takes a job's or a command's name as its first word.
 */
@NullMarked
package io.millrace.jobs;

import org.jspecify.annotations.NullMarked;
