/**
 * What flows: typed rows without boxing, and events with their coordinates on Kafka.
 *
 * <p>An {@link io.millrace.schemas.event.Event} is decoded once, at the source, and then carries
 * its fields, its raw bytes (so that a dead letter is byte-equal to what came) and the features
 * that the stages on its way have computed.
 */
@NullMarked
package io.millrace.schemas.event;

import org.jspecify.annotations.NullMarked;
