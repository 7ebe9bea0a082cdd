package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much worse a model gets if an input's values are shuffled among the rows; Breiman, Random
 * forests, 2001. Inputs that say the same stand in for each other and look unimportant alone.
 *
 * @param input its name
 * @param auc mean loss of AUC over the shuffles; about 0 for an input that it doesn't use
 */
public record Importance(String input, double auc) {
    private static final int SHUFFLES = 3;
    private static final int MOST_ROWS = 5_000;

    /**
     * Of every input, the most important first; empty without rows of both classes. Of many rows
     * the newest 5000 count.
     *
     * @param rows that the model hasn't learnt from
     */
    static List<Importance> of(
            ModelArtifact artifact, RowType features, List<Row> rows, boolean[] labels, long seed)
            throws ArtifactRefusedException {
        int from = Math.max(0, rows.size() - MOST_ROWS);
        List<Row> judged = rows.subList(from, rows.size());
        boolean[] known = Arrays.copyOfRange(labels, from, labels.length);
        Scorer scorer = Scorer.of(artifact, features);
        double whole = BinaryMetrics.auc(scores(scorer, judged), known);
        if (Double.isNaN(whole)) {
            return List.of();
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Importance> all = new ArrayList<>();
        for (var input : artifact.inputs().fields()) {
            int field = features.indexOf(input.name()).orElseThrow();
            double loss = 0;
            for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
                List<Row> shuffled = shuffled(judged, features, field, random);
                loss += whole - BinaryMetrics.auc(scores(scorer, shuffled), known);
            }
            all.add(new Importance(input.name(), loss / SHUFFLES));
        }
        all.sort(Comparator.comparingDouble(Importance::auc).reversed());
        return all;
    }

    private static double[] scores(Scorer scorer, List<Row> rows) {
        return rows.stream().mapToDouble(scorer::score).toArray();
    }

    private static List<Row> shuffled(
            List<Row> rows, RowType features, int field, SplittableRandom random) {
        int[] order = new int[rows.size()];
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        List<Row> shuffled = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            Row row = new Row(features.size());
            for (int each = 0; each < features.size(); each++) {
                Row source = rows.get(each == field ? order[i] : i);
                ValueType type = features.field(each).type();
                row.set(each, type, source.get(each, type));
            }
            shuffled.add(row);
        }
        return shuffled;
    }
}
