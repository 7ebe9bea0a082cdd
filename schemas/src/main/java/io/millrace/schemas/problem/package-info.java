/** Mistakes in what a user wrote: where, what was found, what's allowed, what to do next. */
@NullMarked
package io.millrace.schemas.problem;

import org.jspecify.annotations.NullMarked;
