/**
 * Scalar functions in expressions: those that come with Millrace, and users' own, which a jar
 * provides as services of {@link io.millrace.features.function.ScalarFunction}.
 *
 * <p>A plan holds a function's name, version and types, never code: whoever runs the plan brings
 * the function along, and {@link io.millrace.features.function.ScalarFunctions#resolve} refuses
 * what isn't the same.
 */
@NullMarked
package io.millrace.features.function;

import org.jspecify.annotations.NullMarked;
