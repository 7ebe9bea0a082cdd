package io.millrace.registry.lifecycle;

import io.millrace.registry.lifecycle.Evidence.Window;
import io.millrace.schemas.pipeline.Model;

import java.util.Locale;

/**
 * A candidate and the champion in the same windows.
 *
 * <p>A metric is the mean over windows with the same weights for both, so that a hard window is as
 * hard for one as for the other. The weights are the candidate's: for accuracy its labelled rows;
 * for AUC positives × negatives / rows, since a window's AUC is as certain as its rarer class is
 * frequent. The gate's metric decides; where no window has an AUC, accuracy does.
 *
 * <p>Worse is only what can't be chance, though it's looked at again with every window: the
 * difference is beyond the tolerance by more than {@link Chance#radius}.
 */
final class Comparison {
    private final Model.Gate gate;
    private final Means auc = new Means("auc");
    private final Means accuracy = new Means("accuracy");

    /** What it says. */
    enum Finding {
        TOO_FEW_ROWS,
        WORSE,
        /** It would fail its gate on what it answers now, and is no better than the champion. */
        UNFIT,
        /** By the figures it's worse than is tolerated; that may be chance. */
        UNCERTAIN,
        NOT_WORSE
    }

    Comparison(Model.Gate gate) {
        this.gate = gate;
    }

    void add(Window candidate, Window champion) {
        if (candidate.labelled() == 0 || champion.labelled() == 0) {
            return;
        }
        long positives = candidate.positives();
        Double candidateAuc = candidate.auc();
        Double championAuc = champion.auc();
        double pairs = (double) positives * (candidate.labelled() - positives);
        if (candidateAuc != null && championAuc != null && pairs > 0) {
            auc.add(
                    candidateAuc,
                    championAuc,
                    candidate.labelled(),
                    pairs / candidate.labelled(),
                    aucVariance(candidateAuc, candidate),
                    aucVariance(championAuc, champion));
        }
        Double candidateAccuracy = candidate.accuracy();
        Double championAccuracy = champion.accuracy();
        if (candidateAccuracy != null && championAccuracy != null) {
            accuracy.add(
                    candidateAccuracy,
                    championAccuracy,
                    candidate.labelled(),
                    candidate.labelled(),
                    Chance.shareVariance(candidateAccuracy, candidate.labelled()),
                    Chance.shareVariance(championAccuracy, champion.labelled()));
        }
    }

    private static double aucVariance(double auc, Window window) {
        return Chance.aucVariance(auc, window.positives(), window.labelled() - window.positives());
    }

    Finding finding(long minLabelled, double tolerance) {
        Means decisive = decisive();
        if (decisive.rows < minLabelled) {
            return Finding.TOO_FEW_ROWS;
        }
        double beyond = decisive.champion() - tolerance - decisive.candidate();
        if (beyond > Chance.radius(decisive.variance())) {
            return Finding.WORSE;
        }
        if (decisive.isUnfit(gate)) {
            return Finding.UNFIT;
        }
        return beyond > 0 ? Finding.UNCERTAIN : Finding.NOT_WORSE;
    }

    /** Whether it's better than the champion, by more than can be chance. */
    boolean isBetter(long minLabelled) {
        Means decisive = decisive();
        return decisive.rows >= minLabelled
                && decisive.candidate() - decisive.champion() > Chance.radius(decisive.variance());
    }

    /** The figures for people, such as auc 0.8312 over 1204 labelled rows, champion 0.8901. */
    String figures() {
        Means decisive = decisive();
        if (decisive.rows == 0) {
            return "no labelled rows in a window that the champion has too";
        }
        return String.format(
                Locale.ROOT,
                "%s %.4f over %d labelled rows, the champion %.4f in the same windows",
                decisive.metric,
                decisive.candidate(),
                decisive.rows,
                decisive.champion());
    }

    private Means decisive() {
        boolean noAuc = auc.rows == 0 && accuracy.rows > 0;
        return noAuc || gate.metric() == Model.Metric.ACCURACY ? accuracy : auc;
    }

    private static final class Means {
        final String metric;
        long rows;
        private double weights;
        private double candidates;
        private double champions;
        private double candidateVariances;
        private double championVariances;

        Means(String metric) {
            this.metric = metric;
        }

        void add(
                double candidate,
                double champion,
                long labelled,
                double weight,
                double candidateVariance,
                double championVariance) {
            rows += labelled;
            weights += weight;
            candidates += weight * candidate;
            champions += weight * champion;
            candidateVariances += weight * weight * candidateVariance;
            championVariances += weight * weight * championVariance;
        }

        /** NaN without rows, which is less than nothing. */
        double candidate() {
            return candidates / weights;
        }

        double champion() {
            return champions / weights;
        }

        /** Of the difference; as if both sides were independent, which is rather too large. */
        double variance() {
            return (candidateVariances + championVariances) / (weights * weights);
        }

        boolean isUnfit(Model.Gate gate) {
            if (rows == 0 || !metric.equals(gate.metric().name().toLowerCase(Locale.ROOT))) {
                return false;
            }
            double below = gate.atLeast() - candidate();
            double ahead = candidate() - champion();
            return below > Chance.radius(candidateVariances / (weights * weights))
                    && ahead <= Chance.radius(variance());
        }
    }
}
