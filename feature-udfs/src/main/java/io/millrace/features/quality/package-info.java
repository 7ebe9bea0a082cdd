/**
 * Counts of what met the rules at the door, by window of event time.
 *
 * <p>An event is counted once: when it's refused at the door, or when it's admitted. So neither
 * late events nor duplicates are in, and the counts are a function of the set of events: counts of
 * several subtasks, or from before and after a restart, add up.
 */
@NullMarked
package io.millrace.features.quality;

import org.jspecify.annotations.NullMarked;
