/**
 * Expressions: CEL's grammar and type checker, our own tree, bytes and evaluation.
 *
 * <p>{@link io.millrace.features.expression.ExpressionCompiler} is the only class that needs CEL; a
 * running job reads {@link io.millrace.features.expression.Expr} from bytes and evaluates it.
 */
@NullMarked
package io.millrace.features.expression;

import org.jspecify.annotations.NullMarked;
