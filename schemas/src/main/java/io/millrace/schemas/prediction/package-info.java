/**
 * What was served for an event: its record with named, typed features, and the codec for it.
 *
 * <p>The schema of a pipeline's predictions is {@code Prediction.avsc} with the fields of its
 * feature set filled in, so that any Avro reader sees the features by name. Features are nullable
 * with default null: a feature set may grow and shrink, and the generated class {@code Prediction}
 * reads every pipeline's predictions (it skips the features).
 */
@NullMarked
package io.millrace.schemas.prediction;

import org.jspecify.annotations.NullMarked;
