/** What the modules may know of each other, and what none of them may do. */
@NullMarked
package io.millrace.it.architecture;

import org.jspecify.annotations.NullMarked;
