package io.millrace.jobs.cli.backfill;

/**
 * What turned out to be true of an event.
 *
 * @param labelledAt event time in epoch milliseconds at which it was known
 * @param origin {@code record} if a label said so, {@code horizon} if none came in time
 */
public record JoinedLabel(double value, long labelledAt, String origin) {}
