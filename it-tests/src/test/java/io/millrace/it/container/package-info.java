/** Kafka's own image in place of a process: with {@code -Pdocker}. */
@NullMarked
package io.millrace.it.container;

import org.jspecify.annotations.NullMarked;
