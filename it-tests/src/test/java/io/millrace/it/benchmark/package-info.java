/**
 * How fast serve is, beside Kafka itself and beside the SQL that a user would write instead: the
 * same topics, the same broker, one run. No test: {@code -Pbenchmark} runs {@link
 * io.millrace.it.benchmark.Benchmark}.
 */
@NullMarked
package io.millrace.it.benchmark;

import org.jspecify.annotations.NullMarked;
