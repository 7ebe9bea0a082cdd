package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.Metric;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.metrics.Evaluation;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;

class GatekeeperTest {
    /** Four negatives, then four positives. */
    private static final boolean[] LABELS = {false, false, false, false, true, true, true, true};

    /** AUC 14 of 16, accuracy 6 of 8. */
    private static final double[] FAIR = {0.1, 0.2, 0.3, 0.6, 0.4, 0.5, 0.7, 0.8};

    /** AUC 16 of 16, accuracy 8 of 8. */
    private static final double[] GOOD = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};

    private static Evaluation evaluation(double[] scores) {
        return BinaryMetrics.evaluate(scores, LABELS, 0.5);
    }

    private static GateVerdict judge(
            Model.Gate gate, Evaluation candidate, @Nullable Evaluation champion, double majority) {
        return new Gatekeeper(gate).judge(candidate, champion, majority, "", 77L);
    }

    private static GateVerdict auc(
            double atLeast, double beatBy, double[] candidate, double @Nullable [] champion) {
        return judge(
                new Model.Gate(0.2, Metric.AUC, atLeast, beatBy),
                evaluation(candidate),
                champion == null ? null : evaluation(champion),
                0.99);
    }

    @Test
    void passesWhatReachesTheFloorWithoutAChampion() {
        GateVerdict verdict = auc(0.875, 0, FAIR, null);

        assertThat(verdict.getPassed()).isTrue();
        assertThat(verdict.getReason()).isEqualTo("auc 0.8750 on the newest 8 rows");
        assertThat(verdict.getMetric()).isEqualTo("auc");
        assertThat(verdict.getCandidate()).isEqualTo(0.875);
        assertThat(verdict.getOpponents()).isEmpty();
        assertThat(verdict.getRows()).isEqualTo(8);
        assertThat(verdict.getFromEventTime()).isEqualTo(Instant.ofEpochMilli(77));
    }

    @Test
    void refusesWhatDoesNot() {
        GateVerdict verdict = auc(0.88, 0, FAIR, null);

        assertThat(verdict.getPassed()).isFalse();
        assertThat(verdict.getReason())
                .isEqualTo("auc 0.8750 on the newest 8 rows: at least 0.88 is asked");
    }

    @Test
    void comparesWithTheChampion() {
        assertThat(auc(0.5, 0, FAIR, FAIR).getPassed()).isTrue();
        assertThat(auc(0.5, 0.01, FAIR, FAIR).getReason())
                .isEqualTo(
                        "auc 0.8750 on the newest 8 rows, champion 0.8750: 0.01 more than the"
                                + " champion's is asked");
        assertThat(auc(0.5, 0.125, GOOD, FAIR).getPassed()).isTrue();
        assertThat(auc(0.5, 0, FAIR, GOOD).getReason())
                .isEqualTo(
                        "auc 0.8750 on the newest 8 rows, champion 1.0000: the champion's at least"
                                + " is asked");
        assertThat(auc(0.5, 0, FAIR, GOOD).getOpponents()).isEqualTo(Map.of("champion", 1.0));
    }

    @Test
    void saysEverythingThatIsMissing() {
        assertThat(auc(0.9, 0.1, FAIR, GOOD).getReason())
                .endsWith(": at least 0.9 is asked; 0.1 more than the champion's is asked");
    }

    @Test
    void comparesAccuracyWithTheMajorityToo() {
        Model.Gate gate = new Model.Gate(0.2, Metric.ACCURACY, 0.5, 0);

        assertThat(judge(gate, evaluation(FAIR), null, 0.75).getPassed()).isTrue();
        GateVerdict verdict = judge(gate, evaluation(FAIR), evaluation(FAIR), 0.9);
        assertThat(verdict.getPassed()).isFalse();
        assertThat(verdict.getReason())
                .isEqualTo(
                        "accuracy 0.7500 on the newest 8 rows, champion 0.7500, majority 0.9000:"
                                + " the majority's at least is asked");
        assertThat(verdict.getOpponents()).isEqualTo(Map.of("champion", 0.75, "majority", 0.9));
    }

    @Test
    void refusesWhatItCannotCompute() {
        Evaluation negatives = BinaryMetrics.evaluate(new double[] {0.1, 0.2}, new boolean[2], 0.5);

        GateVerdict verdict = judge(new Model.Gate(0.2, Metric.AUC, 0, 0), negatives, negatives, 1);

        assertThat(verdict.getPassed()).isFalse();
        assertThat(verdict.getCandidate()).isNull();
        assertThat(verdict.getOpponents()).isEmpty();
        assertThat(verdict.getReason())
                .isEqualTo(
                        "auc can't be computed on the newest 2 rows, of which 0 are positive; both"
                                + " classes are needed, so hold out more or train on more");
    }
}
