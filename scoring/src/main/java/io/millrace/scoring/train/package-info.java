/**
 * Training: from labelled rows in time order to a {@link io.millrace.scoring.ModelArtifact}.
 *
 * <p>The newest share of the rows is held out and never seen while fitting. Transforms are fitted
 * on the rest, Tribuo learns from the encoded columns, and what it learnt is compiled into plain
 * numbers, which must agree with Tribuo's own predictions on the golden rows.
 *
 * <p>{@link io.millrace.scoring.train.CandidateTraining} does so for the examples of a trigger, and
 * judges the result by the rows that were held out, beside the champion.
 *
 * <p>The same rows, settings and seed give the same bytes: one thread, a fixed order of everything,
 * no clock. Tribuo and XGBoost are known to this package alone.
 */
@NullMarked
package io.millrace.scoring.train;

import org.jspecify.annotations.NullMarked;
