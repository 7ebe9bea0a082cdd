/**
 * What {@code millrace parity} does: takes a sample of the vectors that were served, computes them
 * again from the sources' topics by a backfill, compares every bit, and finds out why what differs
 * does.
 *
 * <p>What's explained is proved, not guessed: another feature set by its fingerprint, other edges
 * and another version of the engine by the fingerprint that they give the same definitions, late
 * and repeated events by a second computation that takes them in and then has the bits that were
 * served.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.jobs.cli.parity;
