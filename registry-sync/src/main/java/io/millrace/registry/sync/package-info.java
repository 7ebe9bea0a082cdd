/**
 * Mirrors of the registry for those who don't read Kafka. The records stay the truth: a mirror is
 * compared with them and brought up to date, as often as one likes, from wherever it stopped.
 */
@NullMarked
package io.millrace.registry.sync;

import org.jspecify.annotations.NullMarked;
