/** Small Flink jobs that try out a cluster. They are submitted as a jar of this package alone. */
@NullMarked
package io.millrace.it.job;

import org.jspecify.annotations.NullMarked;
