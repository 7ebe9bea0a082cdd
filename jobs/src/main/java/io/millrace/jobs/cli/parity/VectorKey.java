package io.millrace.jobs.cli.parity;

/**
 * An event that has a vector. An id alone may come back after the time in which it's a duplicate.
 *
 * @param time epoch milliseconds
 */
record VectorKey(String eventId, long time) {}
