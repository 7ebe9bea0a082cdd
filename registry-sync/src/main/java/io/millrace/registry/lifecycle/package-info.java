/**
 * The life cycle of a model's versions, as a state machine without I/O and without a clock of its
 * own: versions, commands and performance in, deployments, numbers and events out.
 *
 * <p>Time is event time. It goes on with the {@code as_of} of the performance records, and a
 * decision at a time uses the evidence that was there by then, whenever it's computed. So a rerun
 * over the same records makes the same epochs, to hold from the same times.
 */
@NullMarked
package io.millrace.registry.lifecycle;

import org.jspecify.annotations.NullMarked;
