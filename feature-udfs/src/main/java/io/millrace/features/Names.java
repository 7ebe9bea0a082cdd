package io.millrace.features;

import io.millrace.features.expression.Expr;

import java.util.function.Consumer;

/** The names that a checked expression uses. */
final class Names {

    private Names() {}

    /** Tells every field of the event that's used; several times if it's used so. */
    static void fields(Expr expr, Consumer<String> seen) {
        if (expr instanceof Expr.FieldValue field) {
            seen.accept(field.name());
        } else if (expr instanceof Expr.Call call) {
            call.arguments().forEach(argument -> fields(argument, seen));
        } else if (expr instanceof Expr.Invoke invoke) {
            invoke.arguments().forEach(argument -> fields(argument, seen));
        } else if (expr instanceof Expr.In in) {
            fields(in.value(), seen);
        } else if (expr instanceof Expr.Matches matches) {
            fields(matches.text(), seen);
        }
    }
}
