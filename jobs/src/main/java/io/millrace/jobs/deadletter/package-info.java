/** What becomes of records that a job can't use. */
@NullMarked
package io.millrace.jobs.deadletter;

import org.jspecify.annotations.NullMarked;
