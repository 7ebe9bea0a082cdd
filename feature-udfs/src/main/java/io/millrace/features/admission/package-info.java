/**
 * Which events count: of several with one id, the first in event order does.
 *
 * <p>An id is remembered for the source's {@code duplicates_within}. In event-time order an event
 * waits until the watermark has passed it, so that the verdict is a function of the set of events
 * and not of their order of arrival; in arrival order the first to arrive wins.
 */
@NullMarked
package io.millrace.features.admission;

import org.jspecify.annotations.NullMarked;
