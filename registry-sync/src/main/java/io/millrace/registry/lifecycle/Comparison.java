package io.millrace.registry.lifecycle;

import io.millrace.registry.lifecycle.Evidence.Window;

import java.util.Locale;

/**
 * A candidate and the champion in the same windows.
 *
 * <p>A metric is the mean over windows with the same weights for both, so that a hard window is as
 * hard for one as for the other. The weights are the candidate's: for accuracy its labelled rows;
 * for AUC positives × negatives / rows, since a window's AUC is as certain as its rarer class is
 * frequent. AUC decides if the windows in which both have it are enough, otherwise accuracy.
 */
final class Comparison {
    private final Means auc = new Means("auc");
    private final Means accuracy = new Means("accuracy");

    /** What it says. */
    enum Finding {
        TOO_FEW_ROWS,
        WORSE,
        NOT_WORSE
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
            auc.add(candidateAuc, championAuc, candidate.labelled(), pairs / candidate.labelled());
        }
        Double candidateAccuracy = candidate.accuracy();
        Double championAccuracy = champion.accuracy();
        if (candidateAccuracy != null && championAccuracy != null) {
            accuracy.add(
                    candidateAccuracy,
                    championAccuracy,
                    candidate.labelled(),
                    candidate.labelled());
        }
    }

    Finding finding(long minLabelled, double tolerance) {
        Means decisive = decisive(minLabelled);
        if (decisive.rows < minLabelled) {
            return Finding.TOO_FEW_ROWS;
        }
        return decisive.candidate() < decisive.champion() - tolerance
                ? Finding.WORSE
                : Finding.NOT_WORSE;
    }

    /** The figures for people, such as auc 0.8312 over 1204 labelled rows, champion 0.8901. */
    String figures(long minLabelled) {
        Means decisive = decisive(minLabelled);
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

    private Means decisive(long minLabelled) {
        boolean aucIsEnough = auc.rows > 0 && auc.rows >= minLabelled;
        return aucIsEnough || auc.rows >= accuracy.rows ? auc : accuracy;
    }

    private static final class Means {
        final String metric;
        long rows;
        private double weights;
        private double candidates;
        private double champions;

        Means(String metric) {
            this.metric = metric;
        }

        void add(double candidate, double champion, long labelled, double weight) {
            rows += labelled;
            weights += weight;
            candidates += weight * candidate;
            champions += weight * champion;
        }

        /** NaN without rows, which is less than nothing. */
        double candidate() {
            return candidates / weights;
        }

        double champion() {
            return champions / weights;
        }
    }
}
