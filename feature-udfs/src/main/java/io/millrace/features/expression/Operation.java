package io.millrace.features.expression;

/**
 * What a {@link Expr.Call} does. All arguments have the type in the name; conversions are calls of
 * their own. The numbers travel in bytes: never reuse one.
 */
public enum Operation {
    AND(1),
    OR(2),
    NOT(3),
    /** Condition, then, otherwise; any type. */
    CHOOSE(4),
    /** Any type: is it there? */
    HAS(5),
    IS_NULL(6),
    /** The first that isn't null; any type. */
    COALESCE(7),

    ADD_INTEGER(10),
    SUBTRACT_INTEGER(11),
    MULTIPLY_INTEGER(12),
    DIVIDE_INTEGER(13),
    REMAINDER_INTEGER(14),
    NEGATE_INTEGER(15),
    ABS_INTEGER(16),
    MIN_INTEGER(17),
    MAX_INTEGER(18),

    ADD_DOUBLE(20),
    SUBTRACT_DOUBLE(21),
    MULTIPLY_DOUBLE(22),
    DIVIDE_DOUBLE(23),
    NEGATE_DOUBLE(24),
    ABS_DOUBLE(25),
    MIN_DOUBLE(26),
    MAX_DOUBLE(27),
    FLOOR(28),
    CEIL(29),
    SQRT(30),
    LOG(31),
    EXP(32),
    POW(33),

    INTEGER_TO_DOUBLE(40),
    DOUBLE_TO_INTEGER(41),
    /** A timestamp as epoch milliseconds. */
    MILLIS(42),

    /** Integers and timestamps. */
    EQUAL_INTEGER(50),
    LESS_INTEGER(51),
    LESS_OR_EQUAL_INTEGER(52),
    EQUAL_DOUBLE(53),
    LESS_DOUBLE(54),
    LESS_OR_EQUAL_DOUBLE(55),
    /** By code point. */
    EQUAL_STRING(56),
    LESS_STRING(57),
    LESS_OR_EQUAL_STRING(58),
    EQUAL_BOOLEAN(59),

    CONCATENATE(70),
    /** Code points of a text. */
    SIZE(71),
    STARTS_WITH(72),
    ENDS_WITH(73),
    CONTAINS(74);

    private final int number;

    Operation(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Operation of(int number) {
        for (Operation operation : values()) {
            if (operation.number == number) {
                return operation;
            }
        }
        throw new IllegalArgumentException(
                "operation " + number + " isn't known to this release; run the one that made it");
    }
}
