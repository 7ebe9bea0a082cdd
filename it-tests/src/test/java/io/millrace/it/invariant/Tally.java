package io.millrace.it.invariant;

/** How many records there are in each place; heartbeats aren't counted. */
public record Tally(long source, long predictions, long deadLetters, long late, long duplicates) {}
