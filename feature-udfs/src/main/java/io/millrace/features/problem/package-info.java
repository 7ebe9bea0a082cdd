/** Mistakes in what a pipeline declares about features. */
@NullMarked
package io.millrace.features.problem;

import org.jspecify.annotations.NullMarked;
