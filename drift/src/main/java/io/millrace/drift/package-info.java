/**
 * Reference profiles, drift tests and live performance. Nothing of it is there yet: it comes with
 * the jobs that close the loop.
 */
@NullMarked
package io.millrace.drift;

import org.jspecify.annotations.NullMarked;
