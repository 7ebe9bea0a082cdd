/**
 * Sums without rounding. What's read from them is rounded once, so it's a function of the set of
 * values: neither the order nor what came and went in between can be seen.
 */
@NullMarked
package io.millrace.features.numbers;

import org.jspecify.annotations.NullMarked;
