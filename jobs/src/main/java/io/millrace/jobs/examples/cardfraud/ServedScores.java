package io.millrace.jobs.examples.cardfraud;

import io.millrace.schemas.avro.Prediction;
import io.millrace.scoring.metrics.BinaryMetrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was served for each payment. */
final class ServedScores {
    private final Map<String, Double> scores = new HashMap<>();

    void add(Prediction prediction) {
        if (prediction.getScore() != null) {
            scores.put(prediction.getEventId(), prediction.getScore());
        }
    }

    /**
     * Of the scores of a time against the truth; NaN without both classes.
     *
     * @param from event time, included, epoch milliseconds
     * @param to excluded
     */
    double auc(List<Transaction> world, long from, long to) {
        List<Transaction> scored =
                world.stream()
                        .filter(payment -> payment.time() >= from && payment.time() < to)
                        .filter(payment -> scores.containsKey(payment.id()))
                        .toList();
        double[] of = new double[scored.size()];
        boolean[] truth = new boolean[scored.size()];
        for (int i = 0; i < of.length; i++) {
            of[i] = scores.getOrDefault(scored.get(i).id(), 0.0);
            truth[i] = scored.get(i).fraud();
        }
        return BinaryMetrics.auc(of, truth);
    }
}
