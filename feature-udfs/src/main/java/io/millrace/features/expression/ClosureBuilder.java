package io.millrace.features.expression;

import io.millrace.features.expression.Closures.Context;
import io.millrace.features.expression.Closures.ToBoolean;
import io.millrace.features.expression.Closures.ToDouble;
import io.millrace.features.expression.Closures.ToLong;
import io.millrace.features.expression.Closures.ToText;
import io.millrace.schemas.event.RowType;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns a checked tree into closures: what's common to all kinds of values. */
final class ClosureBuilder {
    private final RowType fields;
    private final RowType features;
    private final NumberClosures numbers = new NumberClosures(this);
    private final BooleanClosures truths = new BooleanClosures(this);
    private final Invocations invocations = new Invocations(this);

    ClosureBuilder(RowType fields, RowType features) {
        this.fields = fields;
        this.features = features;
    }

    ToDouble doubles(Expr expr) {
        if (expr instanceof Expr.Literal literal) {
            double value = (Double) literal.value();
            return c -> value;
        }
        if (expr instanceof Expr.FieldValue field) {
            int index = fields.index(field.name());
            return c -> c.fields.isNull(index) ? Double.NaN : c.fields.getDouble(index);
        }
        if (expr instanceof Expr.FeatureValue feature) {
            int index = features.index(feature.name());
            return c -> c.features.isNull(index) ? Double.NaN : c.features.getDouble(index);
        }
        if (expr instanceof Expr.Invoke invoke) {
            return invocations.doubles(invoke);
        }
        Expr.Call call = (Expr.Call) expr;
        return switch (call.operation()) {
            case CHOOSE -> {
                ToBoolean condition = booleans(call.arguments().get(0));
                ToDouble then = doubles(call.arguments().get(1));
                ToDouble otherwise = doubles(call.arguments().get(2));
                yield c -> {
                    int chosen = condition.of(c);
                    return chosen == Closures.MISSING
                            ? Double.NaN
                            : chosen == Closures.TRUE ? then.of(c) : otherwise.of(c);
                };
            }
            case COALESCE -> {
                ToDouble first = doubles(call.arguments().get(0));
                ToDouble second = doubles(call.arguments().get(1));
                yield c -> {
                    double value = first.of(c);
                    return Double.isNaN(value) ? second.of(c) : value;
                };
            }
            default -> numbers.doubles(call);
        };
    }

    ToLong longs(Expr expr) {
        if (expr instanceof Expr.Literal literal) {
            long value = (Long) literal.value();
            return c -> value;
        }
        if (expr instanceof Expr.FieldValue field) {
            int index = fields.index(field.name());
            return c -> {
                c.missing = c.fields.isNull(index);
                return c.fields.getLong(index);
            };
        }
        if (expr instanceof Expr.FeatureValue feature) {
            int index = features.index(feature.name());
            return c -> {
                c.missing = c.features.isNull(index);
                return c.features.getLong(index);
            };
        }
        if (expr instanceof Expr.Invoke invoke) {
            return invocations.longs(invoke);
        }
        Expr.Call call = (Expr.Call) expr;
        return switch (call.operation()) {
            case CHOOSE -> chooseLong(call.arguments());
            case COALESCE -> {
                ToLong first = longs(call.arguments().get(0));
                ToLong second = longs(call.arguments().get(1));
                yield c -> {
                    long value = first.of(c);
                    return c.takeMissing() ? second.of(c) : value;
                };
            }
            default -> numbers.longs(call);
        };
    }

    private ToLong chooseLong(List<Expr> arguments) {
        ToBoolean condition = booleans(arguments.get(0));
        ToLong then = longs(arguments.get(1));
        ToLong otherwise = longs(arguments.get(2));
        return c -> {
            int chosen = condition.of(c);
            if (chosen == Closures.MISSING) {
                c.missing = true;
                return 0;
            }
            return chosen == Closures.TRUE ? then.of(c) : otherwise.of(c);
        };
    }

    ToText texts(Expr expr) {
        if (expr instanceof Expr.Literal literal) {
            String value = (String) literal.value();
            return c -> value;
        }
        if (expr instanceof Expr.FieldValue field) {
            int index = fields.index(field.name());
            return c -> c.fields.getText(index);
        }
        if (expr instanceof Expr.FeatureValue feature) {
            int index = features.index(feature.name());
            return c -> c.features.getText(index);
        }
        if (expr instanceof Expr.Invoke invoke) {
            return invocations.texts(invoke);
        }
        Expr.Call call = (Expr.Call) expr;
        return switch (call.operation()) {
            case CHOOSE -> {
                ToBoolean condition = booleans(call.arguments().get(0));
                ToText then = texts(call.arguments().get(1));
                ToText otherwise = texts(call.arguments().get(2));
                yield c -> {
                    int chosen = condition.of(c);
                    return chosen == Closures.MISSING
                            ? null
                            : chosen == Closures.TRUE ? then.of(c) : otherwise.of(c);
                };
            }
            case COALESCE -> {
                ToText first = texts(call.arguments().get(0));
                ToText second = texts(call.arguments().get(1));
                yield c -> {
                    String value = first.of(c);
                    return value == null ? second.of(c) : value;
                };
            }
            case CONCATENATE -> {
                ToText left = texts(call.arguments().get(0));
                ToText right = texts(call.arguments().get(1));
                yield c -> {
                    String head = left.of(c);
                    String tail = head == null ? null : right.of(c);
                    return tail == null ? null : head + tail;
                };
            }
            default -> throw unexpected(call);
        };
    }

    ToBoolean booleans(Expr expr) {
        if (expr instanceof Expr.Literal literal) {
            int value = (Boolean) literal.value() ? Closures.TRUE : Closures.FALSE;
            return c -> value;
        }
        if (expr instanceof Expr.FieldValue field) {
            int index = fields.index(field.name());
            return c ->
                    c.fields.isNull(index)
                            ? Closures.MISSING
                            : c.fields.getBoolean(index) ? Closures.TRUE : Closures.FALSE;
        }
        if (expr instanceof Expr.FeatureValue feature) {
            int index = features.index(feature.name());
            return c ->
                    c.features.isNull(index)
                            ? Closures.MISSING
                            : c.features.getBoolean(index) ? Closures.TRUE : Closures.FALSE;
        }
        if (expr instanceof Expr.In in) {
            return isIn(in);
        }
        if (expr instanceof Expr.Invoke invoke) {
            return invocations.booleans(invoke);
        }
        return expr instanceof Expr.Matches matches
                ? truths.matches(matches)
                : truths.call((Expr.Call) expr);
    }

    private ToBoolean isIn(Expr.In in) {
        Set<Object> values = new HashSet<>();
        in.list().forEach(literal -> values.add(literal.value()));
        return switch (in.value().type()) {
            case INTEGER, TIMESTAMP -> {
                long[] sorted = values.stream().mapToLong(v -> (Long) v).sorted().toArray();
                ToLong value = longs(in.value());
                yield c -> {
                    long number = value.of(c);
                    return c.takeMissing()
                            ? Closures.MISSING
                            : found(java.util.Arrays.binarySearch(sorted, number));
                };
            }
            case DOUBLE -> {
                // Adding 0.0 makes the two zeros one.
                double[] sorted =
                        values.stream().mapToDouble(v -> (Double) v + 0.0).sorted().toArray();
                ToDouble value = doubles(in.value());
                yield c -> {
                    double number = value.of(c);
                    return Double.isNaN(number)
                            ? Closures.MISSING
                            : found(java.util.Arrays.binarySearch(sorted, number + 0.0));
                };
            }
            case STRING -> {
                ToText value = texts(in.value());
                yield c -> {
                    String text = value.of(c);
                    return text == null
                            ? Closures.MISSING
                            : values.contains(text) ? Closures.TRUE : Closures.FALSE;
                };
            }
            case BOOLEAN -> {
                ToBoolean value = booleans(in.value());
                yield c -> {
                    int truth = value.of(c);
                    return truth == Closures.MISSING
                            ? Closures.MISSING
                            : values.contains(truth == Closures.TRUE)
                                    ? Closures.TRUE
                                    : Closures.FALSE;
                };
            }
        };
    }

    private static int found(int index) {
        return index >= 0 ? Closures.TRUE : Closures.FALSE;
    }

    /** Whether a value of any type is missing. */
    interface Missing {
        boolean in(Context context);
    }

    Missing missing(Expr expr) {
        return switch (expr.type()) {
            case DOUBLE -> {
                ToDouble value = doubles(expr);
                yield c -> Double.isNaN(value.of(c));
            }
            case INTEGER, TIMESTAMP -> {
                ToLong value = longs(expr);
                yield c -> {
                    value.of(c);
                    return c.takeMissing();
                };
            }
            case BOOLEAN -> {
                ToBoolean value = booleans(expr);
                yield c -> value.of(c) == Closures.MISSING;
            }
            case STRING -> {
                ToText value = texts(expr);
                yield c -> value.of(c) == null;
            }
        };
    }

    static IllegalStateException unexpected(Expr.Call call) {
        return new IllegalStateException(
                call.operation() + " doesn't give a value of type " + call.type());
    }
}
