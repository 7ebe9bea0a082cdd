package io.millrace.features.expression;

import io.millrace.schemas.event.Row;

import org.jspecify.annotations.Nullable;

/**
 * What expressions are compiled to: a function for each kind of value, without boxing. "Missing" is
 * NaN for doubles (an operation never gives NaN otherwise), -1 for booleans, null for text, and a
 * flag of the context for integers.
 */
final class Closures {
    static final int TRUE = 1;
    static final int FALSE = 0;
    static final int MISSING = -1;

    private Closures() {}

    /** The event that's looked at. One for each evaluator, used again and again. */
    static final class Context {
        Row fields = new Row(0);
        Row features = fields;

        /** Set by an integer that's missing; whoever reads it clears it. */
        boolean missing;

        boolean takeMissing() {
            boolean was = missing;
            missing = false;
            return was;
        }
    }

    interface ToDouble {
        double of(Context context);
    }

    interface ToLong {
        long of(Context context);
    }

    interface ToBoolean {
        int of(Context context);
    }

    interface ToText {
        @Nullable String of(Context context);
    }

    /** Infinite results, and those that aren't numbers, are missing. */
    static double finite(double value) {
        return Math.abs(value) <= Double.MAX_VALUE ? value : Double.NaN;
    }

    static int not(int value) {
        return value == MISSING ? MISSING : 1 - value;
    }
}
