package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;

import java.util.Arrays;
import java.util.List;

/** The older rows, which are learnt from, and the newest, which judge what was learnt. */
record Slices(Slice training, Slice holdout) {
    private static final int FEWEST_ROWS = 50;
    private static final int FEWEST_OF_A_CLASS = 5;

    @SuppressWarnings("ArrayRecordComponent")
    record Slice(List<Row> rows, boolean[] labels) {
        int positives() {
            int positives = 0;
            for (boolean label : labels) {
                positives += label ? 1 : 0;
            }
            return positives;
        }

        /** Part of it, in the same order. */
        Slice slice(int from, int to) {
            return new Slice(rows.subList(from, to), Arrays.copyOfRange(labels, from, to));
        }
    }

    /**
     * Cuts by time, never at random: a model is judged by what came after what it knows.
     *
     * @param holdout share of the rows, the newest, that's held out; in (0, 1)
     */
    static Slices of(TrainingSet set, double holdout) {
        int rows = set.rows().size();
        int cut = rows - (int) (rows * holdout);
        Slices slices = new Slices(slice(set, 0, cut), slice(set, cut, rows));
        slices.requireEnough();
        return slices;
    }

    private static Slice slice(TrainingSet set, int from, int to) {
        return new Slice(set.rows().subList(from, to), Arrays.copyOfRange(set.labels(), from, to));
    }

    private void requireEnough() {
        requireEnough(
                training, "beside the newest " + holdout.rows().size() + ", which are held out");
    }

    /**
     * @param beside what other rows there are
     * @throws TrainingRefusedException if there are too few rows, or of a class
     */
    static void requireEnough(Slice training, String beside) {
        int rows = training.rows().size();
        if (rows < FEWEST_ROWS) {
            throw new TrainingRefusedException(
                    "only "
                            + rows
                            + " rows to learn from; at least "
                            + FEWEST_ROWS
                            + " are needed "
                            + beside);
        }
        int positives = training.positives();
        if (Math.min(positives, rows - positives) < FEWEST_OF_A_CLASS) {
            throw new TrainingRefusedException(
                    "of "
                            + rows
                            + " rows to learn from, "
                            + positives
                            + " are positive and "
                            + (rows - positives)
                            + " negative; at least "
                            + FEWEST_OF_A_CLASS
                            + " of each are needed");
        }
    }
}
