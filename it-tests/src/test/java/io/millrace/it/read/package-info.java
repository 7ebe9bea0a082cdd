/**
 * Readers that know nothing of this project: plain Kafka, plain HTTP, plain Avro. What they see is
 * what anybody's consumer sees.
 */
@NullMarked
package io.millrace.it.read;

import org.jspecify.annotations.NullMarked;
