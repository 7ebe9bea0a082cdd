package io.millrace.features.expression;

import static io.millrace.schemas.event.ValueType.DOUBLE;
import static io.millrace.schemas.event.ValueType.INTEGER;

import io.millrace.features.function.FunctionReference;
import io.millrace.features.function.ScalarFunction;
import io.millrace.schemas.event.ValueType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Declares functions that aren't the language's own. */
final class Invocables {

    private Invocables() {}

    /** Makes a function known, with its checks of literals. */
    static void declare(ScalarFunction function, Library library) {
        FunctionReference reference = FunctionReference.of(function);
        for (List<ValueType> given : accepted(reference.parameters())) {
            library.declare(
                    reference.name(),
                    Library.celType(reference.result()),
                    Library.celTypes(given),
                    a -> invoke(function, reference, a));
        }
    }

    /** An integer stands for a double, in every combination. */
    private static List<List<ValueType>> accepted(List<ValueType> parameters) {
        List<List<ValueType>> all = List.of(List.of());
        for (ValueType parameter : parameters) {
            List<ValueType> choices =
                    parameter == DOUBLE ? List.of(DOUBLE, INTEGER) : List.of(parameter);
            List<List<ValueType>> longer = new ArrayList<>();
            for (List<ValueType> start : all) {
                for (ValueType choice : choices) {
                    List<ValueType> next = new ArrayList<>(start);
                    next.add(choice);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    private static Expr invoke(
            ScalarFunction function, FunctionReference reference, List<Expr> given) {
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            boolean isDouble = reference.parameters().get(i) == DOUBLE;
            arguments.add(isDouble ? Library.asDouble(given.get(i)) : given.get(i));
        }
        Optional<String> complaint = complaint(function, reference.name(), arguments);
        if (complaint.isPresent()) {
            throw new UnsupportedExpressionException(complaint.get());
        }
        return new Expr.Invoke(reference, arguments);
    }

    private static Optional<String> complaint(
            ScalarFunction function, String name, List<Expr> arguments) {
        List<Optional<Object>> literals = new ArrayList<>();
        for (Expr argument : arguments) {
            literals.add(
                    argument instanceof Expr.Literal literal
                            ? Optional.of(literal.value())
                            : Optional.empty());
        }
        try {
            return function.complaint(literals).map(why -> name + ": " + why);
        } catch (RuntimeException e) {
            return Optional.of("the function \"" + name + "\" fails at these arguments: " + e);
        }
    }
}
