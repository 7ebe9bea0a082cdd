/** One broker, one registry and one Flink cluster for all tests of a run. */
@NullMarked
package io.millrace.it.cluster;

import org.jspecify.annotations.NullMarked;
