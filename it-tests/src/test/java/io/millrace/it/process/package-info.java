/**
 * Brokers, registries and Flink clusters as processes of their own, so that a test can kill, freeze
 * and restart them as an accident would.
 *
 * <p>Every process writes to a log file under {@code it-tests/target/cluster/run}, is ready when
 * its start method returns, and ends with the JVM of the tests, however that ends.
 */
@NullMarked
package io.millrace.it.process;

import org.jspecify.annotations.NullMarked;
