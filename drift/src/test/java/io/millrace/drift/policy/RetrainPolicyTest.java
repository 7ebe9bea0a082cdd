package io.millrace.drift.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.drift.change.ChangeDetector;
import io.millrace.drift.change.DetectedChange;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.RetrainWhen;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

class RetrainPolicyTest {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();

    /** The length of the windows; rows come once a minute. */
    private static final long HOUR = 60 * MINUTE;

    private RetrainPolicy policy = policy(when(Duration.ZERO, 1000));
    private RetrainState state = policy.start();
    private final SplittableRandom random = new SplittableRandom(11);
    private final List<RetrainDecision> decisions = new ArrayList<>();
    private final List<DetectedChange> changes = new ArrayList<>();
    private int rows;
    private @Nullable String champion;

    private static RetrainWhen when(Duration coolDown, int perDay) {
        return new RetrainWhen(
                1000,
                true,
                Optional.of(new RetrainWhen.Performance(Model.Metric.AUC, 0.05, 2)),
                Optional.of(new RetrainWhen.Drift(0.3, 3)),
                OptionalInt.empty(),
                coolDown,
                perDay);
    }

    private static RetrainPolicy policy(RetrainWhen when) {
        return new RetrainPolicy("shop", "fraud", when, ChangeSchedule.STANDARD);
    }

    private void use(RetrainWhen when, ChangeSchedule schedule) {
        policy = new RetrainPolicy("shop", "fraud", when, schedule);
        state = policy.start();
    }

    /** Rows at which the champion errs so often; their labels come half an hour later. */
    private void rows(int count, double rate) {
        for (int i = 0; i < count; i++) {
            long time = rows++ * MINUTE;
            boolean answered = champion != null;
            double loss = random.nextDouble() < rate ? 1 : 0;
            hear(
                    new RetrainInput.Example(
                            time, time + 30 * MINUTE, champion, answered, answered ? loss : 0));
        }
    }

    private void hear(RetrainInput input) {
        Reaction reaction = policy.on(state, input);
        reaction.decision().ifPresent(decisions::add);
        reaction.change().ifPresent(changes::add);
    }

    private void promote(String digest) {
        champion = digest;
        hear(new RetrainInput.Champion(digest, rows * MINUTE, 0.9, List.of()));
    }

    private RetrainDecision last() {
        return decisions.get(decisions.size() - 1);
    }

    @Test
    void theFirstModelIsAskedForByTheNumberOfExamples() {
        rows(999, 0);
        assertThat(decisions).isEmpty();

        rows(1, 0);

        assertThat(last().cause()).isEqualTo(RetrainCause.FIRST);
        assertThat(last().rows()).isEqualTo(1000);
        assertThat(last().from()).isEmpty();
        assertThat(last().asOf()).isEqualTo(999 * MINUTE + 30 * MINUTE);
        assertThat(last().champion()).isNull();
        assertThat(last().reason())
                .isEqualTo(
                        "no champion yet, and 1,000 labelled examples, of 1,000 that are needed");
    }

    @Test
    void theFirstModelIsAskedForAgainWhenExamplesHaveDoubled() {
        rows(4000, 0);

        assertThat(decisions)
                .extracting(RetrainDecision::rows)
                .containsExactly(1000L, 2000L, 4000L);
    }

    @Test
    void asksAtTheStepsAfterTheChangePoint() {
        promote("one");
        rows(5000, 0.05);
        assertThat(decisions).isEmpty();

        rows(4000, 0.5);

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).since() / MINUTE).isBetween(4990L, 5010L);
        assertThat(decisions)
                .extracting(RetrainDecision::rows)
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L);
        assertThat(decisions)
                .allSatisfy(decision -> assertThat(decision.cause()).isEqualTo(RetrainCause.CHANGE))
                .allSatisfy(
                        decision -> assertThat(decision.from()).hasValue(changes.get(0).since()))
                .allSatisfy(
                        decision ->
                                assertThat(decision.alertIds())
                                        .containsExactly(
                                                AlertBook.id(
                                                        new ModelVersion("shop", "fraud", "one"),
                                                        "change-in-errors",
                                                        "",
                                                        changes.get(0).since())));
        assertThat(decisions).extracting(RetrainDecision::id).doesNotHaveDuplicates();
        assertThat(decisions.get(0).reason())
                .startsWith("the champion's mean loss rose from 0.0")
                .contains("at 1970-01-04T11:")
                .endsWith("(ADWIN); 100 labelled rows since then");
    }

    @Test
    void theStepsGoOnWhenAModelOfTheChangeHasTakenOver() {
        promote("one");
        rows(5000, 0.05);
        rows(150, 0.5);
        promote("two");
        rows(2000, 0.1);

        assertThat(decisions)
                .extracting(RetrainDecision::rows)
                .containsExactly(100L, 200L, 400L, 800L, 1600L);
        assertThat(decisions).extracting(RetrainDecision::champion).startsWith("one", "two");
    }

    @Test
    void theStepsEndAtThePromotionIfThatIsAskedFor() {
        use(
                when(Duration.ZERO, 1000),
                new ChangeSchedule(ChangeDetector.Kind.HDDM_A, List.of(100, 200, 400), false));
        promote("one");
        rows(5000, 0.05);
        rows(150, 0.5);
        promote("two");
        rows(2000, 0.1);

        assertThat(decisions).extracting(RetrainDecision::rows).containsExactly(100L);
    }

    @Test
    void aNewChampionHasAFreshDetector() {
        promote("one");
        rows(5000, 0.02);
        promote("two");

        rows(3000, 0.3);

        assertThat(changes).isEmpty();
    }

    @Test
    void aChampionThatIsWorseThanItsGateSaidIsFound() {
        champion = "one";
        List<Double> gate = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            gate.add(random.nextDouble() < 0.05 ? 1.0 : 0.0);
        }
        hear(new RetrainInput.Champion("one", 0, 0.9, gate));

        rows(300, 0.5);

        assertThat(changes).hasSize(1);
        assertThat(last().cause()).isEqualTo(RetrainCause.CHANGE);
    }

    @Test
    void aChampionIsKnownByItsAnswers() {
        rows(10, 0);
        champion = "one";
        rows(1, 0);
        assertThat(state.champion()).isEqualTo("one");

        champion = "two";
        rows(1, 0);
        hear(new RetrainInput.Example(3 * MINUTE, rows * MINUTE, "one", true, 1));

        assertThat(state.champion()).isEqualTo("two");
    }

    @Test
    void lateLabelsOfAFormerChampionAreNoErrorsOfTheNewOne() {
        promote("one");
        rows(3000, 0.05);
        promote("two");
        for (int i = 0; i < 500; i++) {
            hear(new RetrainInput.Example(i, rows * MINUTE + i, "one", true, 1));
        }

        assertThat(changes).isEmpty();
    }

    @Test
    void labelsOfEventsBeforeTheChangeAreNoRowsOfIt() {
        promote("one");
        rows(5000, 0.05);
        rows(90, 0.5);
        assertThat(changes).hasSize(1);
        for (int i = 0; i < 500; i++) {
            hear(new RetrainInput.Example(i, rows * MINUTE + i, "old", false, 0));
        }

        assertThat(decisions).isEmpty();
    }

    @Test
    void answersOfOthersCountAsExamplesButNotAsErrors() {
        promote("one");
        rows(2000, 0.05);
        for (int i = 0; i < 500; i++) {
            hear(new RetrainInput.Example(rows * MINUTE, rows * MINUTE, "canary", false, 1));
        }

        assertThat(changes).isEmpty();
        assertThat(state.examples()).isEqualTo(2500);
    }

    @Test
    void keepsCoolDownBetweenTwoTrainings() {
        use(when(Duration.ofHours(6), 1000), ChangeSchedule.STANDARD);
        promote("one");
        rows(5000, 0.05);

        rows(4000, 0.5);

        // Steps that are reached meanwhile are asked for as one, with all rows there are by then.
        assertThat(decisions)
                .extracting(RetrainDecision::rows)
                .containsExactly(100L, 460L, 820L, 1600L, 3200L);
    }

    @Test
    void keepsToTheCapOfADay() {
        use(when(Duration.ZERO, 3), ChangeSchedule.STANDARD);
        promote("one");
        rows(5000, 0.05);

        rows(4000, 0.5);

        assertThat(decisions.subList(0, 3))
                .extracting(RetrainDecision::rows)
                .containsExactly(100L, 200L, 400L);
        // A day after the first of them the next one may come, though 800 rows were there before.
        assertThat(decisions.get(3).asOf()).isEqualTo(decisions.get(0).asOf() + DAY);
    }

    @Test
    void aChangeThatIsSwitchedOffIsNoCause() {
        use(
                new RetrainWhen(
                        1000,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Duration.ZERO,
                        10),
                ChangeSchedule.STANDARD);
        promote("one");
        rows(2000, 0.05);
        rows(2000, 0.9);

        assertThat(decisions).isEmpty();
        assertThat(changes).isEmpty();
    }

    @Test
    void asksAfterEachSoManyExamples() {
        use(
                new RetrainWhen(
                        1000,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.of(2000),
                        Duration.ZERO,
                        10),
                ChangeSchedule.STANDARD);
        rows(1000, 0);
        promote("one");
        rows(4500, 0.1);

        assertThat(decisions)
                .extracting(RetrainDecision::cause)
                .containsExactly(RetrainCause.FIRST, RetrainCause.EXAMPLES, RetrainCause.EXAMPLES);
        assertThat(decisions)
                .extracting(RetrainDecision::rows)
                .containsExactly(1000L, 3000L, 5000L);
        assertThat(last().reason()).isEqualTo("2,000 labelled examples since the last training");
    }

    private void drift(double... shares) {
        for (double share : shares) {
            long start = rows++ * HOUR;
            hear(
                    new RetrainInput.FeatureWindow(
                            "one", start, start + HOUR, share, List.of("alert")));
        }
    }

    @Test
    void asksOnceForFeaturesThatMovedInSoManyWindowsInARow() {
        promote("one");
        rows(500, 0.05);
        drift(0.5, 0.5, 0.2, 0.5, Double.NaN, 0.5);
        assertThat(decisions).isEmpty();

        drift(0.4, 0.6, 0.6, 0.6);

        assertThat(decisions).hasSize(1);
        assertThat(last().cause()).isEqualTo(RetrainCause.DRIFT);
        assertThat(last().alertIds()).containsExactly("alert");
        assertThat(last().reason())
                .isEqualTo("40.0 % of the features drift; 30.0 % or more in 3 windows in a row");
        drift(0.1, 0.5, 0.5, 0.5);
        assertThat(decisions).hasSize(2);
    }

    @Test
    void aRunOfWindowsEndsWithItsChampion() {
        promote("one");
        rows(500, 0.05);
        drift(0.5, 0.5);
        promote("two");
        promote("one");
        drift(0.5);

        assertThat(decisions).isEmpty();
    }

    private void metric(double... values) {
        for (double value : values) {
            long start = rows++ * HOUR;
            hear(
                    new RetrainInput.MetricWindow(
                            "one", start, start + 2 * HOUR, 200, value, List.of()));
        }
    }

    @Test
    void asksOnceForAMetricBelowItsGate() {
        promote("one");
        rows(500, 0.05);
        metric(0.9, 0.84, 0.88, 0.84);
        assertThat(decisions).isEmpty();

        metric(0.80, 0.8, 0.8);

        assertThat(decisions).hasSize(1);
        assertThat(last().cause()).isEqualTo(RetrainCause.PERFORMANCE);
        assertThat(last().reason())
                .isEqualTo(
                        "auc is 0.1000 below the gate's 0.9000; by 0.0500 or more in 2 windows in a"
                                + " row");
    }

    @Test
    void aWindowWithMoreLabelsTakesThePlaceOfTheFormerOne() {
        promote("one");
        rows(500, 0.05);
        metric(0.8);
        long start = (rows - 1) * HOUR;
        hear(new RetrainInput.MetricWindow("one", start, start + 3 * HOUR, 300, 0.9, List.of()));

        metric(0.8);

        assertThat(decisions).isEmpty();
    }

    @Test
    void withoutTheGatesFigureTheFirstWindowIsTheMeasure() {
        promote("one");
        champion = "one";
        use(when(Duration.ZERO, 1000), ChangeSchedule.STANDARD);
        rows(500, 0.05);
        metric(0.7, 0.66, 0.66);
        assertThat(decisions).isEmpty();

        metric(0.64, 0.64);

        assertThat(decisions).hasSize(1);
    }

    @Test
    void windowsWithFewLabelsSayNothing() {
        promote("one");
        rows(500, 0.05);
        for (int i = 0; i < 5; i++) {
            long start = i * HOUR;
            hear(new RetrainInput.MetricWindow("one", start, start, 99, 0.1, List.of()));
        }

        assertThat(decisions).isEmpty();
    }

    @Test
    void whatMovesAfterAChangeInErrorsAsksForNothingMore() {
        promote("one");
        rows(5000, 0.05);
        rows(150, 0.5);
        int before = decisions.size();

        drift(0.9, 0.9, 0.9, 0.9);
        metric(0.1, 0.1, 0.1);

        assertThat(decisions).hasSize(before);
    }

    @Test
    void windowsOfAnotherVersionAreNoCause() {
        promote("two");
        rows(500, 0.05);
        drift(0.9, 0.9, 0.9, 0.9);
        metric(0.1, 0.1, 0.1);

        assertThat(decisions).isEmpty();
    }

    @Test
    void nothingIsAskedForOnFewerRowsThanAFirstStep() {
        promote("one");
        rows(50, 0.05);
        drift(0.9, 0.9, 0.9, 0.9);
        assertThat(decisions).isEmpty();

        rows(50, 0.05);

        assertThat(decisions)
                .extracting(RetrainDecision::cause)
                .containsExactly(RetrainCause.DRIFT);
    }

    @Test
    void aPersonDoesNotWait() {
        use(when(Duration.ofDays(9), 1), ChangeSchedule.STANDARD);
        promote("one");
        hear(new RetrainInput.Request(5, "a new season", List.of("a")));
        hear(new RetrainInput.Request(6, "once more", List.of()));

        assertThat(decisions)
                .extracting(RetrainDecision::reason)
                .containsExactly("a new season", "once more");
        assertThat(decisions.get(0).cause()).isEqualTo(RetrainCause.PERSON);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.1, 0.3})
    void stationaryErrorsAskForNothing(double rate) {
        promote("one");
        rows(100_000, rate);

        assertThat(decisions).isEmpty();
        assertThat(changes).isEmpty();
    }

    @Test
    void goesOnFromItsBytes() throws IOException {
        promote("one");
        rows(5000, 0.05);
        rows(250, 0.5);
        promote("two");
        drift(0.5, 0.5);
        metric(0.8);
        List<RetrainDecision> before = List.copyOf(decisions);
        RetrainState whole = state;
        RetrainState stored = RetrainState.read(in(bytes(state)));
        assertThat(bytes(stored)).isEqualTo(bytes(whole));
        assertThat(before).hasSize(2);

        for (int i = 0; i < 4000; i++) {
            long time = (9000L + i) * HOUR;
            double loss = i > 2000 && i % 2 == 0 ? 1 : 0;
            RetrainInput input =
                    i % 10 == 0
                            ? new RetrainInput.MetricWindow(
                                    "two", time, time, 150, i % 70 / 70.0, List.of("m"))
                            : new RetrainInput.Example(time, time, "two", true, loss);

            assertThat(policy.on(stored, input)).isEqualTo(policy.on(whole, input));
        }
        assertThat(bytes(stored)).isEqualTo(bytes(whole)).hasSizeLessThan(40_000);
    }

    @Test
    void refusesAnotherVersion() {
        assertThatThrownBy(() -> RetrainState.read(in(new byte[] {4})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 4");
    }

    @Test
    void refusesAScheduleThatDoesNotRise() {
        assertThatThrownBy(
                        () ->
                                new ChangeSchedule(
                                        ChangeDetector.Kind.ADWIN, List.of(100, 100), true))
                .hasMessageContaining("must rise");
    }

    private static byte[] bytes(RetrainState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
