/** Accidents, each in the worst moment that a test can bring about, on real processes. */
@NullMarked
package io.millrace.it.fault;

import org.jspecify.annotations.NullMarked;
