/**
 * What the features looked like in training, and what they look like in a window.
 *
 * <p>A {@link io.millrace.drift.profile.ReferenceProfile} is made once, of the rows that a model
 * was trained on, and freezes the cells in which later windows are counted. Counts in frozen cells
 * add up exactly, in any order and any grouping: late events, retries and rescaling give the same
 * bits, which random sketches don't.
 */
@NullMarked
package io.millrace.drift.profile;

import org.jspecify.annotations.NullMarked;
