package io.millrace.scoring;

/**
 * How margins become scores. All of them are {@link StrictMath}, so that a score has the same bits
 * everywhere.
 */
public enum Link {
    /** {@code 1 / (1 + e^-m)} of one margin. */
    LOGISTIC(Task.BINARY),
    /** The margin itself, cut to [0, 1]: a forest that averages shares. */
    SHARE(Task.BINARY),
    /** {@code e^m / Σ e^m}. */
    SOFTMAX(Task.MULTICLASS),
    /** Each margin cut to [0, 1], then divided by their sum; equal shares if all are 0. */
    NORMALISED(Task.MULTICLASS),
    /** {@code 1 / (1 + e^-m)} of each margin, then divided by their sum. */
    ONE_VERSUS_REST(Task.MULTICLASS),
    /** The margin itself. */
    IDENTITY(Task.REGRESSION),
    /** {@code e^m}, with m cut to ±700: rates and amounts. */
    EXPONENTIAL(Task.REGRESSION);

    private static final double LARGEST_EXPONENT = 700;

    private final Task task;

    Link(Task task) {
        this.task = task;
    }

    /** The task whose scores it makes. */
    public Task task() {
        return task;
    }

    /** The score of a single margin. */
    double one(double margin) {
        return switch (this) {
            case LOGISTIC, ONE_VERSUS_REST -> 1 / (1 + StrictMath.exp(-margin));
            case SHARE, NORMALISED -> Math.max(0, Math.min(1, margin));
            case EXPONENTIAL ->
                    StrictMath.exp(Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, margin)));
            case SOFTMAX -> 1;
            case IDENTITY -> margin;
        };
    }

    /** Replaces margins by scores. */
    void all(double[] margins) {
        if (this == SOFTMAX) {
            softmax(margins);
            return;
        }
        double sum = 0;
        for (int i = 0; i < margins.length; i++) {
            margins[i] = one(margins[i]);
            sum += margins[i];
        }
        if (task == Task.MULTICLASS) {
            for (int i = 0; i < margins.length; i++) {
                margins[i] = sum > 0 ? margins[i] / sum : 1.0 / margins.length;
            }
        }
    }

    private static void softmax(double[] margins) {
        double highest = margins[0];
        for (double margin : margins) {
            highest = Math.max(highest, margin);
        }
        double sum = 0;
        for (int i = 0; i < margins.length; i++) {
            margins[i] = StrictMath.exp(margins[i] - highest);
            sum += margins[i];
        }
        for (int i = 0; i < margins.length; i++) {
            margins[i] /= sum;
        }
    }
}
