/**
 * What follows from verdicts: alerts for people, trainings for models.
 *
 * <p>Both are state machines in event time: the same inputs in the same order give the same records
 * with the same ids, after a replay as well. Their states are plain objects with a compact form of
 * bytes.
 */
@NullMarked
package io.millrace.drift.policy;

import org.jspecify.annotations.NullMarked;
