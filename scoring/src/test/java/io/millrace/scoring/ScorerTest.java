package io.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

class ScorerTest {

    @Test
    void linearModelWeighsStandardisedInputs() throws Exception {
        Scorer scorer = Scorer.of(Models.linear(), Models.TYPE);

        assertScore(
                scorer.score(Models.row(150, 6, true, "FR")),
                -1.125 + 0.5 * 1 + 0.25 * 1 + 1 * 1 - 0.25);
        assertScore(
                scorer.score(Models.row(100, -2, false, "DE")), -1.125 + 0.25 * -1 + 1 * -1 - 0.5);
    }

    @Test
    void linearModelTakesTheCentreAndTheFlagOfMissingValues() throws Exception {
        Scorer scorer = Scorer.of(Models.linear(), Models.TYPE);

        assertScore(scorer.score(new Row(4)), -1.125 + 2 + 0.75);
        assertScore(scorer.score(Models.row(Double.NaN, 2, true, "IT")), -1.125 + 2 + 1 + 3);
    }

    @Test
    void linearModelBoundsAbsurdValues() throws Exception {
        Scorer scorer = Scorer.of(Models.linear(), Models.TYPE);
        double most = -1.125 + 0.5 * 10 + 0.25 * 10 + 1 - 0.5;

        assertScore(scorer.score(Models.row(1e300, Long.MAX_VALUE, true, "DE")), most);
        assertScore(scorer.score(Models.row(Double.POSITIVE_INFINITY, 1000, true, "DE")), most);
        assertScore(
                scorer.score(Models.row(Double.NEGATIVE_INFINITY, Long.MIN_VALUE, true, "DE")),
                -1.125 - 0.5 * 10 - 0.25 * 10 + 1 - 0.5);
    }

    @Test
    void treesGoLeftBelowTheThresholdAndWhereMissingValuesAreTold() throws Exception {
        Scorer scorer = Scorer.of(Models.trees(), Models.TYPE);
        Row amountMissing = Models.row(0, 9, false, "DE");
        amountMissing.setNull(0);
        Row countMissing = Models.row(100, 0, false, "DE");
        countMissing.setNull(1);

        assertScore(scorer.score(Models.row(99.99, 9, false, "DE")), -1 - 0.5 - 0.125 + 0.0625);
        assertScore(scorer.score(Models.row(100, 2, false, "DE")), -1 + 0.25 - 0.125 + 0.0625);
        assertScore(scorer.score(Models.row(100, 3, false, "XX")), -1 + 2 + 1.5 + 0.0625);
        assertScore(scorer.score(amountMissing), -1 - 0.5 - 0.125 + 0.0625);
        assertScore(scorer.score(countMissing), -1 + 2 - 0.125 + 0.0625);
    }

    /** 99.999999999 is below 100 as a double, but 100 as a float. */
    @Test
    void treesCompareFloats() throws Exception {
        Scorer scorer = Scorer.of(Models.trees(), Models.TYPE);

        assertThat(scorer.score(Models.row(99.999999999, 2, false, "DE")))
                .isEqualTo(scorer.score(Models.row(100, 2, false, "DE")));
    }

    private static void assertScore(double score, double margin) {
        assertThat(score).isCloseTo(1 / (1 + Math.exp(-margin)), within(1e-15));
    }

    @Test
    void scoresStayWithinZeroAndOne() throws Exception {
        Scorer sure = Scorer.of(Models.linear(1e30, new double[8]), Models.TYPE);
        Scorer never = Scorer.of(Models.linear(-1e30, new double[8]), Models.TYPE);

        assertThat(sure.score(new Row(4))).isEqualTo(1);
        assertThat(never.score(new Row(4))).isZero();
    }

    @Test
    void decidesFromTheThresholdOn() throws Exception {
        Scorer scorer = Scorer.of(Models.linear(), Models.TYPE);

        assertThat(scorer.decide(0.5)).isTrue();
        assertThat(scorer.decide(Math.nextDown(0.5))).isFalse();
    }

    @Test
    void findsInputsByNameAmongOtherFeatures() throws Exception {
        List<Field> shuffled = new ArrayList<>(Models.TYPE.fields());
        java.util.Collections.reverse(shuffled);
        shuffled.add(0, new Field("more", ValueType.TIMESTAMP, true));
        Row row = new Row(5);
        row.setText(1, "FR");
        row.setBoolean(2, true);
        row.setLong(3, 6);
        row.setDouble(4, 150);

        assertThat(Scorer.of(Models.linear(), new RowType(shuffled)).score(row))
                .isEqualTo(
                        Scorer.of(Models.linear(), Models.TYPE)
                                .score(Models.row(150, 6, true, "FR")));
    }

    @Test
    void refusesFeaturesWithoutAnInput() {
        RowType features =
                new RowType(
                        List.of(
                                new Field("amounts", ValueType.DOUBLE, true),
                                new Field("count", ValueType.INTEGER, true)));

        assertThatThrownBy(() -> Scorer.of(Models.linear(), features))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining("\"amount\"")
                .hasMessageContaining("the nearest is \"amounts\"");
    }

    @Test
    void refusesInputOfAnotherType() {
        List<Field> fields = new ArrayList<>(Models.TYPE.fields());
        fields.set(1, new Field("count", ValueType.DOUBLE, true));

        assertThatThrownBy(() -> Scorer.of(Models.linear(), new RowType(fields)))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining("\"count\" as INTEGER, here it's DOUBLE");
    }

    @Test
    void allocatesNothing() throws Exception {
        for (ModelArtifact model : List.of(Models.linear(), Models.trees())) {
            Scorer scorer = Scorer.of(model, Models.TYPE);
            List<Row> rows =
                    List.of(
                            Models.row(150, 6, true, "FR"),
                            Models.row(-3, 1, false, "never seen"),
                            new Row(4));
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            double sum = score(scorer, rows, 50_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            sum += score(scorer, rows, 10_000);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            // An object a score would be 160,000 bytes; the compiler may take a few once.
            assertThat(allocated).as("sum %s", sum).isLessThan(1_000);
        }
    }

    private static double score(Scorer scorer, List<Row> rows, int times) {
        double sum = 0;
        for (int i = 0; i < times; i++) {
            sum += scorer.score(rows.get(i % rows.size()));
        }
        return sum;
    }
}
