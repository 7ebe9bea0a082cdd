package io.millrace.jobs.label;

import io.millrace.jobs.deadletter.DeadLetters.Refused;

/**
 * A label as its topic tells it.
 *
 * @param eventId the event that it's of
 * @param value what turned out to be true; 1 or 0 for a binary task
 * @param labelledAt event time at which it was known, epoch milliseconds
 * @param record whole, for the case that it can't be used
 */
record Label(String eventId, double value, long labelledAt, Refused record) {}
