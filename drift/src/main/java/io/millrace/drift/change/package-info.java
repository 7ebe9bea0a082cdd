/**
 * Whether, and since when, a model errs more than it did.
 *
 * <p>A {@link io.millrace.drift.change.ErrorWatch} follows the losses of the champion, one by one
 * as their labels come in: a detector raises the alarm, and the change point, the event time since
 * which it's so, is then found by maximum likelihood. Everything is a function of the values and
 * their order.
 */
@NullMarked
package io.millrace.drift.change;

import org.jspecify.annotations.NullMarked;
