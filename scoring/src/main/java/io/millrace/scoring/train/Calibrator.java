package io.millrace.scoring.train;

import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Calibration;
import io.millrace.scoring.Link;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Outputs;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.train.Slices.Slice;

import java.util.Arrays;
import java.util.List;

/**
 * Sets the newest of the training rows aside, and fits a calibration on them: the model hasn't
 * learnt from them, and the gate's rows stay the gate's.
 */
final class Calibrator {
    /** Of the training rows, the newest, that are set aside. */
    static final double SHARE = 0.2;

    private static final int FEWEST_FOR_PLATT = 20;
    private static final int FEWEST_FOR_ISOTONIC = 100;

    private final Model.Calibration asked;

    Calibrator(Model.Calibration asked) {
        this.asked = asked;
    }

    /** The rows that the model may learn from. */
    Slice training(Slice rows) {
        return asked == Model.Calibration.OFF ? rows : rows.slice(0, cut(rows));
    }

    private static int cut(Slice rows) {
        int count = rows.rows().size();
        return count - (int) (count * SHARE);
    }

    /**
     * @param artifact uncalibrated, fitted on {@link #training}
     * @throws TrainingRefusedException if a calibration is asked by name and there are too few rows
     */
    Calibration fit(ModelArtifact artifact, Inputs inputs, Slice rows)
            throws ArtifactRefusedException {
        if (asked == Model.Calibration.OFF) {
            return new Calibration.None();
        }
        Slice aside = rows.slice(cut(rows), rows.rows().size());
        double[] margins = margins(artifact, inputs, aside);
        Link link = artifact.outputs().link();
        return switch (asked) {
            case PLATT -> {
                requireEnough(aside, FEWEST_FOR_PLATT);
                yield PlattFit.fit(margins, aside.labels());
            }
            case ISOTONIC -> {
                requireEnough(aside, FEWEST_FOR_ISOTONIC);
                yield IsotonicFit.fit(margins, aside.labels());
            }
            default -> best(link, margins, aside);
        };
    }

    private static double[] margins(ModelArtifact artifact, Inputs inputs, Slice rows)
            throws ArtifactRefusedException {
        Scorer scorer = Scorer.of(artifact, inputs.type());
        double[] margin = new double[1];
        double[] margins = new double[rows.rows().size()];
        for (int row = 0; row < margins.length; row++) {
            scorer.margins(inputs.project(rows.rows().get(row)), margin);
            margins[row] = margin[0];
        }
        return margins;
    }

    /** The lowest log loss on the newer half of what's set aside, fitted on the older half. */
    private static Calibration best(Link link, double[] margins, Slice aside) {
        int half = margins.length / 2;
        Slice older = aside.slice(0, half);
        Slice newer = aside.slice(half, margins.length);
        if (rarer(older) < FEWEST_FOR_PLATT || rarer(newer) < FEWEST_FOR_PLATT) {
            return new Calibration.None();
        }
        double[] judged = Arrays.copyOfRange(margins, half, margins.length);
        double[] learnt = Arrays.copyOf(margins, half);
        double none = loss(link, new Calibration.None(), judged, newer.labels());
        double platt = loss(link, PlattFit.fit(learnt, older.labels()), judged, newer.labels());
        double isotonic =
                rarer(older) < FEWEST_FOR_ISOTONIC
                        ? Double.POSITIVE_INFINITY
                        : loss(
                                link,
                                IsotonicFit.fit(learnt, older.labels()),
                                judged,
                                newer.labels());
        if (none <= Math.min(platt, isotonic)) {
            return new Calibration.None();
        }
        return platt <= isotonic
                ? PlattFit.fit(margins, aside.labels())
                : IsotonicFit.fit(margins, aside.labels());
    }

    private static double loss(
            Link link, Calibration calibration, double[] margins, boolean[] labels) {
        Outputs outputs = new Outputs(link, List.of("positive"), calibration, 0);
        double[] scores = Arrays.stream(margins).map(outputs::score).toArray();
        return BinaryMetrics.evaluate(scores, labels, 0).logLoss();
    }

    private static int rarer(Slice slice) {
        return Math.min(slice.positives(), slice.labels().length - slice.positives());
    }

    private static void requireEnough(Slice aside, int fewest) {
        if (rarer(aside) < fewest) {
            int rows = aside.labels().length;
            throw new TrainingRefusedException(
                    "of "
                            + rows
                            + " rows set aside for calibration, "
                            + aside.positives()
                            + " are positive and "
                            + (rows - aside.positives())
                            + " negative; at least "
                            + fewest
                            + " of each are needed; train on more, or write calibration: auto");
        }
    }
}
