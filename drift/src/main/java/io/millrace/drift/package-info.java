/**
 * The thinking of monitoring: what features looked like in training, whether a window differs, how
 * well a version does while labels come in, since when it errs more, and what follows from that.
 *
 * <p>Pure: no Flink, no Kafka, no clock. What's kept in state is plain, has a versioned form of
 * bytes, and (but for streams of errors, which have an order) merges exactly in any order. The
 * module's README has the definitions.
 */
@NullMarked
package io.millrace.drift;

import org.jspecify.annotations.NullMarked;
