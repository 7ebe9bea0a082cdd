/** What must hold after any fault, checked on the topics alone. */
@NullMarked
package io.millrace.it.invariant;

import org.jspecify.annotations.NullMarked;
