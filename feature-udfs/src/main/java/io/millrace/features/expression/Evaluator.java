package io.millrace.features.expression;

import io.millrace.features.expression.Closures.Context;
import io.millrace.features.expression.Closures.ToBoolean;
import io.millrace.features.expression.Closures.ToDouble;
import io.millrace.features.expression.Closures.ToLong;
import io.millrace.features.expression.Closures.ToText;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

/** An expression that's ready to be evaluated; allocates nothing an event. For one thread. */
public final class Evaluator {

    private interface Store {
        void store(Context context, Row target, int index);
    }

    private final Context context = new Context();
    private final Store store;

    private Evaluator(Store store) {
        this.store = store;
    }

    /**
     * @param fields the type of the rows of fields that it'll see
     * @param features the type of the rows of features
     * @throws io.millrace.features.function.UnusableFunctionException if it calls a function that
     *     isn't there, or another version of it is
     */
    public static Evaluator of(Expr expr, RowType fields, RowType features) {
        ClosureBuilder builder = new ClosureBuilder(fields, features);
        return new Evaluator(
                switch (expr.type()) {
                    case DOUBLE -> storing(builder.doubles(expr));
                    case INTEGER, TIMESTAMP -> storing(builder.longs(expr));
                    case BOOLEAN -> storing(builder.booleans(expr));
                    case STRING -> storing(builder.texts(expr));
                });
    }

    /**
     * Computes the value into a row.
     *
     * @throws RefusedException on integer overflow, or if a function fails
     */
    public void into(Row fields, Row features, Row target, int index) {
        context.fields = fields;
        context.features = features;
        context.missing = false;
        store.store(context, target, index);
    }

    private static Store storing(ToDouble closure) {
        return (context, target, index) -> {
            double value = closure.of(context);
            if (Double.isNaN(value)) {
                target.setNull(index);
            } else {
                target.setDouble(index, value);
            }
        };
    }

    private static Store storing(ToLong closure) {
        return (context, target, index) -> {
            long value = closure.of(context);
            if (context.takeMissing()) {
                target.setNull(index);
            } else {
                target.setLong(index, value);
            }
        };
    }

    private static Store storing(ToBoolean closure) {
        return (context, target, index) -> {
            int value = closure.of(context);
            if (value == Closures.MISSING) {
                target.setNull(index);
            } else {
                target.setBoolean(index, value == Closures.TRUE);
            }
        };
    }

    private static Store storing(ToText closure) {
        return (context, target, index) -> {
            String value = closure.of(context);
            if (value == null) {
                target.setNull(index);
            } else {
                target.setText(index, value);
            }
        };
    }
}
