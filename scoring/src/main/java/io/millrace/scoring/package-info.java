/**
 * Scoring: a model as plain numbers, its bytes, and the code that turns a row into a probability.
 *
 * <p>A trained model is compiled once into a {@link io.millrace.scoring.ModelArtifact}: the inputs,
 * the transforms that were fitted on the training slice, the weights or trees, the threshold, and
 * golden rows with their scores. A {@link io.millrace.scoring.Scorer} resolves names to indices
 * once and then scores row by row, allocating nothing. Fitting and serving run the same {@link
 * io.millrace.scoring.Encoder}, so that a feature can't mean one thing in training and another
 * live.
 *
 * <p>Nothing here knows a training library: {@code io.millrace.scoring.train} does, and isn't
 * needed where models only score.
 */
@NullMarked
package io.millrace.scoring;

import org.jspecify.annotations.NullMarked;
