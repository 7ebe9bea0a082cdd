package io.millrace.features.expression;

import static io.millrace.schemas.event.ValueType.BOOLEAN;
import static io.millrace.schemas.event.ValueType.DOUBLE;
import static io.millrace.schemas.event.ValueType.INTEGER;
import static io.millrace.schemas.event.ValueType.STRING;
import static io.millrace.schemas.event.ValueType.TIMESTAMP;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;

import io.millrace.features.function.ScalarFunctions;
import io.millrace.schemas.event.ValueType;

import java.util.ArrayList;
import java.util.List;

/**
 * What expressions may call. CEL's own standard library isn't used, so that nothing passes the
 * checker that we don't evaluate, and integers and doubles mix.
 */
final class Library extends Declarations {

    Library(ScalarFunctions functions) {
        logic();
        arithmetic();
        comparisons();
        anyType();
        math();
        text();
        membership();
        functions.all().forEach(function -> Invocables.declare(function, this));
    }

    private void logic() {
        operation("_&&_", Operation.AND, BOOLEAN, BOOLEAN, BOOLEAN);
        operation("_||_", Operation.OR, BOOLEAN, BOOLEAN, BOOLEAN);
        operation("!_", Operation.NOT, BOOLEAN, BOOLEAN);
    }

    private void arithmetic() {
        numbers("_+_", Operation.ADD_INTEGER, Operation.ADD_DOUBLE);
        numbers("_-_", Operation.SUBTRACT_INTEGER, Operation.SUBTRACT_DOUBLE);
        numbers("_*_", Operation.MULTIPLY_INTEGER, Operation.MULTIPLY_DOUBLE);
        numbers("_/_", Operation.DIVIDE_INTEGER, Operation.DIVIDE_DOUBLE);
        operation("_%_", Operation.REMAINDER_INTEGER, INTEGER, INTEGER, INTEGER);
        operation("-_", Operation.NEGATE_INTEGER, INTEGER, INTEGER);
        operation("-_", Operation.NEGATE_DOUBLE, DOUBLE, DOUBLE);
        operation("_+_", Operation.CONCATENATE, STRING, STRING, STRING);
    }

    private void comparisons() {
        equality("_==_", false);
        equality("_!=_", true);
        order("_<_", false, false);
        order("_<=_", true, false);
        order("_>_", false, true);
        order("_>=_", true, true);
    }

    private void equality(String function, boolean negated) {
        relation(function, Operation.EQUAL_BOOLEAN, BOOLEAN, false, negated);
        relation(function, Operation.EQUAL_STRING, STRING, false, negated);
        relation(function, Operation.EQUAL_INTEGER, TIMESTAMP, false, negated);
        relation(function, Operation.EQUAL_INTEGER, INTEGER, false, negated);
        mixedRelation(function, Operation.EQUAL_DOUBLE, false, negated);
        Operation nullTest = negated ? Operation.HAS : Operation.IS_NULL;
        for (ValueType type : List.of(BOOLEAN, STRING, INTEGER, DOUBLE)) {
            CelType cel = celType(type);
            declare(
                    function,
                    SimpleType.BOOL,
                    List.of(cel, SimpleType.NULL_TYPE),
                    a -> test(nullTest, a.get(0)));
            declare(
                    function,
                    SimpleType.BOOL,
                    List.of(SimpleType.NULL_TYPE, cel),
                    a -> test(nullTest, a.get(1)));
        }
    }

    static Expr test(Operation nullTest, Expr value) {
        return new Expr.Call(nullTest, BOOLEAN, List.of(value));
    }

    private void order(String function, boolean orEqual, boolean swapped) {
        Operation integers = orEqual ? Operation.LESS_OR_EQUAL_INTEGER : Operation.LESS_INTEGER;
        Operation doubles = orEqual ? Operation.LESS_OR_EQUAL_DOUBLE : Operation.LESS_DOUBLE;
        Operation texts = orEqual ? Operation.LESS_OR_EQUAL_STRING : Operation.LESS_STRING;
        relation(function, integers, INTEGER, swapped, false);
        relation(function, integers, TIMESTAMP, swapped, false);
        relation(function, texts, STRING, swapped, false);
        mixedRelation(function, doubles, swapped, false);
    }

    private void mixedRelation(
            String function, Operation operation, boolean swapped, boolean negated) {
        relation(function, operation, DOUBLE, swapped, negated);
        for (List<ValueType> mixed : List.of(List.of(INTEGER, DOUBLE), List.of(DOUBLE, INTEGER))) {
            declare(
                    function,
                    SimpleType.BOOL,
                    celTypes(mixed),
                    a -> relate(operation, asDoubles(a), swapped, negated));
        }
    }

    private void relation(
            String function,
            Operation operation,
            ValueType type,
            boolean swapped,
            boolean negated) {
        declare(
                function,
                SimpleType.BOOL,
                celTypes(List.of(type, type)),
                a -> relate(operation, a, swapped, negated));
    }

    private static Expr relate(
            Operation operation, List<Expr> arguments, boolean swapped, boolean negated) {
        List<Expr> ordered = swapped ? List.of(arguments.get(1), arguments.get(0)) : arguments;
        Expr relation = new Expr.Call(operation, BOOLEAN, ordered);
        return negated ? new Expr.Call(Operation.NOT, BOOLEAN, List.of(relation)) : relation;
    }

    private void anyType() {
        for (ValueType type : ValueType.values()) {
            operation(HAS, Operation.HAS, BOOLEAN, type);
            operation("isNull", Operation.IS_NULL, BOOLEAN, type);
            operation("coalesce", Operation.COALESCE, type, type, type);
            operation("_?_:_", Operation.CHOOSE, type, BOOLEAN, type, type);
        }
        for (List<ValueType> mixed : List.of(List.of(INTEGER, DOUBLE), List.of(DOUBLE, INTEGER))) {
            declare(
                    "coalesce",
                    SimpleType.DOUBLE,
                    celTypes(mixed),
                    a -> new Expr.Call(Operation.COALESCE, DOUBLE, asDoubles(a)));
            List<ValueType> chosen = List.of(BOOLEAN, mixed.get(0), mixed.get(1));
            declare(
                    "_?_:_",
                    SimpleType.DOUBLE,
                    celTypes(chosen),
                    a ->
                            new Expr.Call(
                                    Operation.CHOOSE,
                                    DOUBLE,
                                    List.of(a.get(0), asDouble(a.get(1)), asDouble(a.get(2)))));
        }
    }

    private void math() {
        operation("abs", Operation.ABS_INTEGER, INTEGER, INTEGER);
        operation("abs", Operation.ABS_DOUBLE, DOUBLE, DOUBLE);
        numbers("min", Operation.MIN_INTEGER, Operation.MIN_DOUBLE);
        numbers("max", Operation.MAX_INTEGER, Operation.MAX_DOUBLE);
        ofDouble("floor", Operation.FLOOR);
        ofDouble("ceil", Operation.CEIL);
        ofDouble("sqrt", Operation.SQRT);
        ofDouble("log", Operation.LOG);
        ofDouble("exp", Operation.EXP);
        for (ValueType base : List.of(INTEGER, DOUBLE)) {
            for (ValueType exponent : List.of(INTEGER, DOUBLE)) {
                declare(
                        "pow",
                        SimpleType.DOUBLE,
                        celTypes(List.of(base, exponent)),
                        a -> new Expr.Call(Operation.POW, DOUBLE, asDoubles(a)));
            }
        }
        declare("double", SimpleType.DOUBLE, celTypes(List.of(INTEGER)), a -> asDouble(a.get(0)));
        declare("double", SimpleType.DOUBLE, celTypes(List.of(DOUBLE)), a -> a.get(0));
        operation("int", Operation.DOUBLE_TO_INTEGER, INTEGER, DOUBLE);
        declare("int", SimpleType.INT, celTypes(List.of(INTEGER)), a -> a.get(0));
        operation("millis", Operation.MILLIS, INTEGER, TIMESTAMP);
    }

    private void ofDouble(String function, Operation operation) {
        for (ValueType type : List.of(INTEGER, DOUBLE)) {
            declare(
                    function,
                    SimpleType.DOUBLE,
                    celTypes(List.of(type)),
                    a -> new Expr.Call(operation, DOUBLE, asDoubles(a)));
        }
    }

    private void text() {
        operation("size", Operation.SIZE, INTEGER, STRING);
        member("size", Operation.SIZE, INTEGER, STRING);
        member("startsWith", Operation.STARTS_WITH, BOOLEAN, STRING, STRING);
        member("endsWith", Operation.ENDS_WITH, BOOLEAN, STRING, STRING);
        member("contains", Operation.CONTAINS, BOOLEAN, STRING, STRING);
        member(
                "matches",
                SimpleType.BOOL,
                celTypes(List.of(STRING, STRING)),
                a -> new Expr.Matches(a.get(0), literalPattern(a.get(1))));
    }

    private static String literalPattern(Expr pattern) {
        if (pattern instanceof Expr.Literal literal) {
            return (String) literal.value();
        }
        throw new UnsupportedExpressionException("a pattern has to be written out as a literal");
    }

    /** The list comes as a list of literals; see {@link ExpressionConverter}. */
    private void membership() {
        for (ValueType type : List.of(BOOLEAN, INTEGER, DOUBLE, STRING)) {
            declareIn(type, type);
        }
        declareIn(INTEGER, DOUBLE);
        declareIn(DOUBLE, INTEGER);
    }

    private void declareIn(ValueType value, ValueType element) {
        declare(
                "@in",
                SimpleType.BOOL,
                List.of(celType(value), ListType.create(celType(element))),
                a -> in(a.get(0), a.subList(1, a.size())));
    }

    private static Expr in(Expr value, List<Expr> list) {
        boolean mixed = value.type() == INTEGER && list.stream().anyMatch(e -> e.type() == DOUBLE);
        Expr compared = mixed ? asDouble(value) : value;
        List<Expr.Literal> literals = new ArrayList<>();
        for (Expr element : list) {
            Expr typed = compared.type() == DOUBLE ? asDouble(element) : element;
            if (!(typed instanceof Expr.Literal literal)) {
                throw new UnsupportedExpressionException(
                        "a list after \"in\" has to hold literals only");
            }
            if (literal.type() != compared.type()) {
                throw new UnsupportedExpressionException(
                        "the list after \"in\" holds a value of another type: " + literal.value());
            }
            literals.add(literal);
        }
        return new Expr.In(compared, literals);
    }

    private void numbers(String function, Operation integers, Operation doubles) {
        operation(function, integers, INTEGER, INTEGER, INTEGER);
        operation(function, doubles, DOUBLE, DOUBLE, DOUBLE);
        for (List<ValueType> mixed : List.of(List.of(INTEGER, DOUBLE), List.of(DOUBLE, INTEGER))) {
            declare(
                    function,
                    SimpleType.DOUBLE,
                    celTypes(mixed),
                    a -> new Expr.Call(doubles, DOUBLE, asDoubles(a)));
        }
    }

    private static List<Expr> asDoubles(List<Expr> arguments) {
        return arguments.stream().map(Library::asDouble).toList();
    }

    static Expr asDouble(Expr value) {
        if (value.type() != INTEGER) {
            return value;
        }
        return value instanceof Expr.Literal literal
                ? new Expr.Literal(DOUBLE, ((Long) literal.value()).doubleValue())
                : new Expr.Call(Operation.INTEGER_TO_DOUBLE, DOUBLE, List.of(value));
    }
}
