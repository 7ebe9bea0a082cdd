package io.millrace.features.expression;

import io.millrace.features.expression.Closures.Context;
import io.millrace.features.expression.Closures.ToBoolean;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import java.util.List;

/** A boolean expression over an event's fields: {@code where:}. For one thread. */
public final class Condition {
    private final Context context = new Context();
    private final ToBoolean closure;

    private Condition(ToBoolean closure) {
        this.closure = closure;
    }

    /**
     * @throws io.millrace.features.function.UnusableFunctionException if it calls a function that
     *     isn't there, or another version of it is
     */
    public static Condition of(Expr expr, RowType fields) {
        return new Condition(new ClosureBuilder(fields, new RowType(List.of())).booleans(expr));
    }

    /**
     * Whether it holds; missing is no.
     *
     * @throws RefusedException on integer overflow, or if a function fails
     */
    public boolean holds(Row fields) {
        context.fields = fields;
        context.missing = false;
        return closure.of(context) == Closures.TRUE;
    }
}
