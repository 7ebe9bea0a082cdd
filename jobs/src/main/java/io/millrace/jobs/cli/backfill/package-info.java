/**
 * What {@code millrace backfill} does around its job: reads rows of files and topics, and writes
 * what came out of it.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.jobs.cli.backfill;
