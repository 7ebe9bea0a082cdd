/**
 * A pipeline tried on a few events, in memory and without a cluster: what {@code millrace test} and
 * {@code millrace features preview} run. Events pass the same decoder, expectations, admission and
 * feature engines as in serve, in the same order; only Flink and Kafka are left out, and watermarks
 * come when they're told to.
 */
@NullMarked
package io.millrace.jobs.cli.trial;

import org.jspecify.annotations.NullMarked;
