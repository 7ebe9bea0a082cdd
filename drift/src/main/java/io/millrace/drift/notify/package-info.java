/**
 * Which alerts are told to whom, and when: silences, acknowledgements, repeats, retries.
 *
 * <p>Unlike the rest of this module it goes by people's clocks: a silence until eight o'clock means
 * eight o'clock, whenever the events were. The clock is handed in, and nothing that's decided here
 * reaches a topic but dead letters.
 */
@NullMarked
package io.millrace.drift.notify;

import org.jspecify.annotations.NullMarked;
