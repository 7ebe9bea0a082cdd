/**
 * What's kept of the values in one window: {@link io.millrace.features.aggregate.Cell}s, to which
 * values are added in the order of events, and from which the oldest is taken away.
 *
 * <p>Every answer is a function of the values that are in the cell and their order, bit for bit,
 * whatever has passed through it: that's what the tests hold.
 */
@NullMarked
package io.millrace.features.aggregate;

import org.jspecify.annotations.NullMarked;
