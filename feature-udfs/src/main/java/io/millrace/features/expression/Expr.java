package io.millrace.features.expression;

import io.millrace.features.function.FunctionReference;
import io.millrace.schemas.event.ValueType;

import java.util.List;

/**
 * A checked expression: every name is known and every operation has the types it takes. Fields and
 * features are named, so that the tree holds for any projection that has them.
 */
public sealed interface Expr {

    ValueType type();

    /** What it's made of, in the order of the text; whoever walks the tree needs no kind's name. */
    default List<Expr> parts() {
        return List.of();
    }

    /** A literal: Boolean, Long, Double or String. */
    record Literal(ValueType type, Object value) implements Expr {}

    /** A field of the event. */
    record FieldValue(String name, ValueType type) implements Expr {}

    /** A feature that was computed before. */
    record FeatureValue(String name, ValueType type) implements Expr {}

    /** An operation or function. */
    record Call(Operation operation, ValueType type, List<Expr> arguments) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public List<Expr> parts() {
            return arguments;
        }
    }

    /** A function that isn't the language's own; its arguments have the types that it takes. */
    record Invoke(FunctionReference function, List<Expr> arguments) implements Expr {
        public Invoke {
            arguments = List.copyOf(arguments);
        }

        @Override
        public List<Expr> parts() {
            return arguments;
        }

        @Override
        public ValueType type() {
            return function.result();
        }
    }

    /** {@code value in [a, b]}; the list's literals are of the value's type. */
    record In(Expr value, List<Literal> list) implements Expr {
        public In {
            list = List.copyOf(list);
        }

        @Override
        public List<Expr> parts() {
            return List.of(value);
        }

        @Override
        public ValueType type() {
            return ValueType.BOOLEAN;
        }
    }

    /** Text in which the RE2 pattern is found. */
    record Matches(Expr text, String pattern) implements Expr {
        @Override
        public List<Expr> parts() {
            return List.of(text);
        }

        @Override
        public ValueType type() {
            return ValueType.BOOLEAN;
        }
    }
}
