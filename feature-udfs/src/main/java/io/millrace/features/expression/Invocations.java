package io.millrace.features.expression;

import io.millrace.features.expression.Closures.Context;
import io.millrace.features.expression.Closures.ToBoolean;
import io.millrace.features.expression.Closures.ToDouble;
import io.millrace.features.expression.Closures.ToLong;
import io.millrace.features.expression.Closures.ToText;
import io.millrace.features.function.FunctionFailure;
import io.millrace.features.function.FunctionGuard;
import io.millrace.features.function.FunctionResults;
import io.millrace.features.function.ScalarFunction;
import io.millrace.features.function.ScalarFunctions;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Calls of functions that aren't the language's own. They're looked for when an expression is made
 * ready, which in a job is when an operator opens. A function that fails refuses the event.
 */
final class Invocations {
    private final ClosureBuilder builder;
    private @Nullable ScalarFunctions functions;

    Invocations(ClosureBuilder builder) {
        this.builder = builder;
    }

    private interface Boxed {
        @Nullable Object of(Context context);
    }

    ToDouble doubles(Expr.Invoke invoke) {
        Boxed call = call(invoke);
        return c -> {
            Object value = call.of(c);
            return value == null ? Double.NaN : (Double) value;
        };
    }

    ToLong longs(Expr.Invoke invoke) {
        Boxed call = call(invoke);
        return c -> {
            Object value = call.of(c);
            c.missing = value == null;
            return value == null ? 0 : (Long) value;
        };
    }

    ToText texts(Expr.Invoke invoke) {
        Boxed call = call(invoke);
        return c -> (String) call.of(c);
    }

    ToBoolean booleans(Expr.Invoke invoke) {
        Boxed call = call(invoke);
        return c -> {
            Object value = call.of(c);
            return value == null
                    ? Closures.MISSING
                    : (Boolean) value ? Closures.TRUE : Closures.FALSE;
        };
    }

    private Boxed call(Expr.Invoke invoke) {
        if (functions == null) {
            functions = ScalarFunctions.load();
        }
        ScalarFunction function = functions.resolve(invoke.function());
        List<Expr> arguments = invoke.arguments();
        Boxed[] boxed = arguments.stream().map(this::boxed).toArray(Boxed[]::new);
        FunctionGuard guard =
                functions.isProvided(invoke.function().name())
                        ? new FunctionGuard(invoke.function().name())
                        : null;
        return c -> {
            Object[] values = new Object[boxed.length];
            for (int i = 0; i < boxed.length; i++) {
                Object value = boxed[i].of(c);
                if (value == null) {
                    return null;
                }
                values[i] = value;
            }
            return guard == null
                    ? bundled(invoke, function, values)
                    : guarded(guard, invoke, function, values);
        };
    }

    /** Bundled functions are trusted to be fast; so they aren't timed. */
    private static @Nullable Object bundled(
            Expr.Invoke invoke, ScalarFunction function, Object[] values) {
        Object value;
        try {
            value = function.apply(values);
        } catch (RuntimeException e) {
            throw refused(invoke, "failed: " + e);
        }
        String wrong = FunctionResults.wrong(value, invoke.type());
        if (wrong != null) {
            throw refused(invoke, wrong);
        }
        return value;
    }

    private static @Nullable Object guarded(
            FunctionGuard guard, Expr.Invoke invoke, ScalarFunction function, Object[] values) {
        try {
            Object value = guard.<@Nullable Object>call(() -> function.apply(values));
            String wrong = FunctionResults.wrong(value, invoke.type());
            if (wrong != null) {
                throw guard.failed(wrong);
            }
            guard.worked();
            return value;
        } catch (FunctionFailure e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }

    private static RefusedException refused(Expr.Invoke invoke, String what) {
        return new RefusedException("the function \"" + invoke.function().name() + "\" " + what);
    }

    private Boxed boxed(Expr argument) {
        return switch (argument.type()) {
            case BOOLEAN -> {
                ToBoolean value = builder.booleans(argument);
                yield c -> {
                    int truth = value.of(c);
                    return truth == Closures.MISSING ? null : (Object) (truth == Closures.TRUE);
                };
            }
            case INTEGER, TIMESTAMP -> {
                ToLong value = builder.longs(argument);
                yield c -> {
                    long number = value.of(c);
                    return c.takeMissing() ? null : (Object) number;
                };
            }
            case DOUBLE -> {
                ToDouble value = builder.doubles(argument);
                yield c -> {
                    double number = value.of(c);
                    return Double.isNaN(number) ? null : (Object) number;
                };
            }
            case STRING -> {
                ToText value = builder.texts(argument);
                yield value::of;
            }
        };
    }
}
