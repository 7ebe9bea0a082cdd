package io.millrace.features;

import io.millrace.schemas.event.ValueType;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be computed of a field's values within a window. Only add at the end: numbers travel.
 */
enum Function {
    COUNT,
    SUM,
    MEAN,
    MIN,
    MAX,
    STDDEV,
    LAST;

    /** As written in the file and in features' names. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Function> of(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Function::word).toList();
    }

    boolean allows(ValueType type) {
        return switch (this) {
            case COUNT, LAST -> true;
            case SUM, MEAN, STDDEV -> type.isNumeric();
            case MIN, MAX -> type.isNumeric() || type == ValueType.TIMESTAMP;
        };
    }

    ValueType resultOf(ValueType type) {
        return switch (this) {
            case COUNT -> ValueType.INTEGER;
            case MEAN, STDDEV -> ValueType.DOUBLE;
            case SUM, MIN, MAX, LAST -> type;
        };
    }

    /** Whether it's kept as a sum, from which values are taken away when they leave the window. */
    boolean isMoment() {
        return this == COUNT || this == SUM || this == MEAN || this == STDDEV;
    }
}
