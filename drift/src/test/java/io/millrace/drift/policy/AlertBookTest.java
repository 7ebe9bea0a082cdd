package io.millrace.drift.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.drift.change.ChangeDetector;
import io.millrace.drift.change.DetectedChange;
import io.millrace.drift.compare.FeatureVerdict;
import io.millrace.drift.compare.Rule;
import io.millrace.drift.compare.Verdict;
import io.millrace.drift.compare.WindowVerdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class AlertBookTest {
    private static final ModelVersion VERSION = new ModelVersion("shop", "fraud", "abc");

    /** Names of features that don't drift, so that one that does is no 30 %. */
    private static final List<String> CALM = List.of("a", "b", "c", "d");

    private final AlertBook book = new AlertBook(VERSION);
    private int windows;

    /**
     * One window of an hour for each letter: o for OK well below the threshold, n for OK near it, w
     * for WARNING, A for ALERT, ? for UNKNOWN. The answer has one for each: . for nothing, W or C
     * for an alert of that severity, R for its end.
     */
    @ParameterizedTest
    @CsvSource({
        // Two of three open, whichever they are.
        "ow, ..",
        "owo, ...",
        "oww, ..W",
        "wow, ..W",
        "woow, ....",
        "wooww, ....W",
        // Three ALERTs of three are critical.
        "AA, .W",
        "AAA, .WC",
        "AAw, .W.",
        "AAwAAA, .W...C",
        "AAAAA, .WC..",
        // Two calm windows in a row end it; near the threshold isn't calm.
        "wwoo, .W.R",
        "wwono, .W...",
        "wwonoo, .W...R",
        "wwowoo, .W...R",
        "wwnnnn, .W....",
        // UNKNOWN neither opens nor clears, nor does it interrupt.
        "w??w, ...W",
        "ww????, .W....",
        "wwo?o, .W..R",
        "????, ....",
        // After its end an episode needs two windows again.
        "wwoow, .W.R.",
        "wwooww, .W.R.W",
        "AAAoo, .WC.R"
    })
    void opensAndClears(String verdicts, String expected) {
        StringBuilder answers = new StringBuilder();
        for (char verdict : verdicts.toCharArray()) {
            List<Alert> alerts = window(verdict("x", Rule.NULL_RATE, verdict));
            assertThat(alerts).hasSizeLessThan(2);
            answers.append(alerts.isEmpty() ? '.' : letter(alerts.get(0)));
        }

        assertThat(answers).hasToString(expected);
    }

    private static char letter(Alert alert) {
        return alert.state() == Alert.State.RESOLVED
                ? 'R'
                : alert.severity() == Alert.Severity.WARNING ? 'W' : 'C';
    }

    private static FeatureVerdict verdict(String feature, Rule rule, char letter) {
        Verdict verdict =
                switch (letter) {
                    case 'w' -> Verdict.WARNING;
                    case 'A' -> Verdict.ALERT;
                    case '?' -> Verdict.UNKNOWN;
                    default -> Verdict.OK;
                };
        double statistic =
                switch (letter) {
                    case 'w' -> 0.12;
                    case 'A' -> 0.4;
                    case 'n' -> 0.09;
                    default -> 0.02;
                };
        return new FeatureVerdict(
                feature,
                rule,
                statistic,
                Double.NaN,
                Double.NaN,
                0.1,
                500,
                1000,
                verdict,
                feature + " by " + rule.id());
    }

    /** An hour with these verdicts, and calm ones of other features. */
    private List<Alert> window(FeatureVerdict... verdicts) {
        List<FeatureVerdict> all = new ArrayList<>(List.of(verdicts));
        CALM.forEach(feature -> all.add(verdict(feature, Rule.PSI, 'o')));
        long start = 1000L * windows++;
        return book.window(start, start + 1000, new WindowVerdict(all));
    }

    @Test
    void anAlertTellsItsEpisode() {
        window(verdict("x", Rule.NULL_RATE, 'o'));
        window(verdict("x", Rule.NULL_RATE, 'w'));

        Alert alert = window(verdict("x", Rule.NULL_RATE, 'w')).get(0);

        assertThat(alert.episodeStart()).isEqualTo(1000);
        assertThat(alert.asOf()).isEqualTo(3000);
        assertThat(alert.rule()).isEqualTo("null-rate");
        assertThat(alert.subject()).isEqualTo("x");
        assertThat(alert.value()).isEqualTo(0.12);
        assertThat(alert.id()).matches("[0-9a-f]{32}");
        assertThat(book.open()).containsExactly(alert.id());
        window(verdict("x", Rule.NULL_RATE, 'o'));
        assertThat(window(verdict("x", Rule.NULL_RATE, 'o')))
                .singleElement()
                .satisfies(end -> assertThat(end.id()).isEqualTo(alert.id()))
                .satisfies(end -> assertThat(end.severity()).isEqualTo(Alert.Severity.WARNING));
        assertThat(book.open()).isEmpty();
    }

    @Test
    void idsAreOfTheEpisodeAlone() {
        assertThat(AlertBook.id(VERSION, "psi", "x", 1))
                .isEqualTo(AlertBook.id(VERSION, "psi", "x", 1))
                .isNotEqualTo(AlertBook.id(VERSION, "psi", "x", 2))
                .isNotEqualTo(AlertBook.id(VERSION, "ks", "x", 1))
                .isNotEqualTo(AlertBook.id(VERSION, "psi", "y", 1))
                .isNotEqualTo(AlertBook.id(new ModelVersion("shop", "fraud", "d"), "psi", "x", 1))
                .isNotEqualTo(AlertBook.id(VERSION, "psix", "", 1));
    }

    @Test
    void manyFeaturesHaveOneAlert() {
        FeatureVerdict[] both = {verdict("x", Rule.PSI, 'A'), verdict("y", Rule.KS, 'w')};
        window(both);

        List<Alert> alerts = window(both);

        assertThat(alerts).hasSize(1);
        Alert alert = alerts.get(0);
        assertThat(alert.rule()).isEqualTo("share-of-features");
        assertThat(alert.subject()).isNull();
        assertThat(alert.summary()).isEqualTo("33.3 % of the features drift: x, y");
        assertThat(alert.evidence()).containsExactly("x by psi", "y by ks");
    }

    @Test
    void whatOutlastsTheAlertOfTheModelIsToldThen() {
        for (int i = 0; i < 3; i++) {
            window(verdict("x", Rule.PSI, 'A'), verdict("y", Rule.PSI, 'A'));
        }
        assertThat(window(verdict("x", Rule.PSI, 'A'), verdict("y", Rule.PSI, 'o'))).isEmpty();

        List<Alert> alerts = window(verdict("x", Rule.PSI, 'n'), verdict("y", Rule.PSI, 'o'));

        assertThat(alerts).extracting(Alert::rule).containsExactly("share-of-features");
        assertThat(alerts.get(0).state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(window(verdict("x", Rule.PSI, 'A'), verdict("y", Rule.PSI, 'o')))
                .singleElement()
                .satisfies(alert -> assertThat(alert.subject()).isEqualTo("x"))
                .satisfies(alert -> assertThat(alert.episodeStart()).isZero());
    }

    /** It still counts in the share, and keeps an alert from ending. */
    @Test
    void aDistributionThatWarnsOpensNothing() {
        for (int i = 0; i < 4; i++) {
            assertThat(window(verdict("x", Rule.PSI, 'w'))).isEmpty();
        }
        window(verdict("x", Rule.PSI, 'A'));
        assertThat(window(verdict("x", Rule.PSI, 'A'))).hasSize(1);
        assertThat(window(verdict("x", Rule.PSI, 'w'))).isEmpty();
        assertThat(window(verdict("x", Rule.PSI, 'w'))).isEmpty();
        assertThat(book.open()).hasSize(1);
    }

    @Test
    void furtherDistancesTellNothingByThemselves() {
        FeatureVerdict[] verdicts = {
            verdict("x", Rule.PSI, 'A'),
            moved("x", Rule.WASSERSTEIN, 0.5),
            moved("x", Rule.TOTAL_VARIATION, 0.5),
            moved("$score", Rule.WASSERSTEIN, 0.5),
            moved("$score", Rule.HELLINGER, 0.5)
        };
        window(verdicts);

        assertThat(window(verdicts))
                .extracting(alert -> alert.rule() + " " + alert.subject())
                .containsExactly("psi x");
    }

    @Test
    void furtherDistancesCountInTheShareFromTwiceTheirThreshold() {
        window(manyMoved(0.19));
        assertThat(window(manyMoved(0.19))).isEmpty();

        window(manyMoved(0.2));
        assertThat(window(manyMoved(0.2)))
                .extracting(Alert::rule)
                .containsExactly(AlertBook.SHARE_OF_FEATURES);
    }

    private static FeatureVerdict[] manyMoved(double statistic) {
        return IntStream.range(0, 2 * CALM.size())
                .mapToObj(i -> moved("moved" + i, Rule.WASSERSTEIN, statistic))
                .toArray(FeatureVerdict[]::new);
    }

    private static FeatureVerdict moved(String feature, Rule rule, double statistic) {
        return new FeatureVerdict(
                feature, rule, statistic, 0, 0, 0.1, 500, 1000, Verdict.WARNING, "it moved");
    }

    @Test
    void aColumnThatBrokeIsToldByItself() {
        FeatureVerdict[] verdicts = {
            verdict("x", Rule.CONSTANT, 'A'),
            verdict("x", Rule.PSI, 'A'),
            verdict("y", Rule.PSI, 'A'),
            verdict("$score", Rule.PSI, 'A')
        };
        window(verdicts);

        assertThat(window(verdicts))
                .extracting(alert -> alert.rule() + " " + alert.subject())
                .containsExactly("share-of-features null", "constant x", "psi $score");
    }

    @Test
    void aConstantThatMovesIsAlarmedAfterTwoWindowsAndEndsWhenItRests() {
        FeatureVerdict moving = constant(0.3, Verdict.ALERT);
        FeatureVerdict resting = constant(0, Verdict.OK);
        assertThat(window(resting)).isEmpty();
        assertThat(window(moving)).isEmpty();
        assertThat(window(moving)).hasSize(1);
        assertThat(window(constant(0.01, Verdict.OK))).isEmpty();
        assertThat(window(resting)).isEmpty();
        assertThat(window(resting)).extracting(Alert::state).containsExactly(Alert.State.RESOLVED);
    }

    private static FeatureVerdict constant(double share, Verdict verdict) {
        return new FeatureVerdict("x", Rule.CONSTANT, share, 0, 0, 0, 48, 500, verdict, "moves");
    }

    @Test
    void aWindowThatComesAgainTakesThePlaceOfTheFormerOne() {
        Observation low = metric(Verdict.ALERT, 0.3);
        Observation fine = metric(Verdict.OK, 0);
        assertThat(book.observe(0, 1000, low)).isEmpty();
        assertThat(book.observe(0, 1000, low)).isEmpty();
        assertThat(book.observe(0, 1000, fine)).isEmpty();
        assertThat(book.observe(1000, 2000, low)).isEmpty();
        assertThat(book.observe(2000, 3000, low)).isPresent();
    }

    @Test
    void aCalmWindowThatComesTwiceIsCountedOnce() {
        assertThat(book.observe(0, 1, metric(Verdict.ALERT, 0.3))).isEmpty();
        assertThat(book.observe(1, 2, metric(Verdict.ALERT, 0.3))).isPresent();
        assertThat(book.observe(2, 3, metric(Verdict.OK, 0))).isEmpty();
        assertThat(book.observe(2, 3, metric(Verdict.OK, 0))).isEmpty();
        assertThat(book.observe(3, 4, metric(Verdict.OK, 0))).isPresent();
    }

    /** Labels of old windows come late; they say nothing of how things stand. */
    @Test
    void aWindowThatIsOlderThanTheLastThreeSaysNothing() {
        for (int i = 0; i < 6; i++) {
            assertThat(book.observe(i, i + 1, metric(Verdict.OK, 0))).isEmpty();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(book.observe(i, i + 1, metric(Verdict.ALERT, 0.3))).isEmpty();
        }

        assertThat(book.observe(6, 7, metric(Verdict.ALERT, 0.3))).isEmpty();
        assertThat(book.observe(7, 8, metric(Verdict.ALERT, 0.3))).isPresent();
        assertThat(book.observe(3, 4, metric(Verdict.OK, 0))).isEmpty();
        assertThat(book.observe(4, 5, metric(Verdict.OK, 0))).isEmpty();
        assertThat(book.open()).hasSize(1);
    }

    @Test
    void windowsAreCountedInTheirOrderInTime() {
        assertThat(book.observe(1, 2, metric(Verdict.ALERT, 0.3))).isEmpty();
        assertThat(book.observe(3, 4, metric(Verdict.OK, 0))).isEmpty();
        assertThat(book.observe(0, 1, metric(Verdict.ALERT, 0.3)))
                .hasValueSatisfying(alert -> assertThat(alert.episodeStart()).isZero());
        assertThat(book.observe(4, 5, metric(Verdict.OK, 0)))
                .hasValueSatisfying(
                        alert -> assertThat(alert.state()).isEqualTo(Alert.State.RESOLVED));
    }

    @Test
    void aCalmWindowThatIsFoundToDriftIsNotCalm() {
        assertThat(book.observe(0, 1, metric(Verdict.ALERT, 0.3))).isEmpty();
        assertThat(book.observe(1, 2, metric(Verdict.ALERT, 0.3))).isPresent();
        assertThat(book.observe(2, 3, metric(Verdict.OK, 0))).isEmpty();
        assertThat(book.observe(2, 3, metric(Verdict.ALERT, 0.3)))
                .hasValueSatisfying(
                        alert -> assertThat(alert.severity()).isEqualTo(Alert.Severity.CRITICAL));
        assertThat(book.observe(3, 4, metric(Verdict.OK, 0))).isEmpty();
        assertThat(book.observe(4, 5, metric(Verdict.OK, 0))).isPresent();
    }

    private static Observation metric(Verdict verdict, double value) {
        return new Observation("performance", "auc", verdict, value, 0.05, "auc fell", List.of());
    }

    @Test
    void aChangeInErrorsIsAlarmedAtOnceAndEndsWithTheVersion() {
        DetectedChange change =
                new DetectedChange(ChangeDetector.Kind.ADWIN, 5000, 2000, 40, 0.05, 0.5);

        Alert alert = book.raise(change, 9000).orElseThrow();

        assertThat(alert.severity()).isEqualTo(Alert.Severity.CRITICAL);
        assertThat(alert.episodeStart()).isEqualTo(5000);
        assertThat(alert.summary())
                .isEqualTo(
                        "the champion's mean loss rose from 0.0500 to 0.5000 (ADWIN; 40 labelled"
                                + " rows since the change)");
        assertThat(alert.id()).isEqualTo(AlertBook.id(VERSION, "change-in-errors", "", 5000));
        assertThat(book.raise(change, 9500)).isEmpty();
        assertThat(book.close(12_000, "replaced"))
                .singleElement()
                .satisfies(end -> assertThat(end.id()).isEqualTo(alert.id()))
                .satisfies(end -> assertThat(end.state()).isEqualTo(Alert.State.RESOLVED))
                .satisfies(end -> assertThat(end.subject()).isNull());
        assertThat(book.open()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4"})
    void goesOnFromItsBytes(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        AlertBook whole = new AlertBook(VERSION);
        AlertBook stored = new AlertBook(VERSION);
        int alerts = 0;
        for (int i = 0; i < 200; i++) {
            List<FeatureVerdict> verdicts = new ArrayList<>();
            for (String feature : List.of("x", "y", "z", "$score")) {
                verdicts.add(verdict(feature, Rule.KS, "oonwA?".charAt(random.nextInt(6))));
                verdicts.add(verdict(feature, Rule.NULL_RATE, "ooooonA".charAt(random.nextInt(7))));
            }
            stored = AlertBook.read(in(bytes(stored)));

            List<Alert> answers = stored.window(i, i + 1, new WindowVerdict(verdicts));

            assertThat(answers)
                    .as("window %d of seed %d", i, seed)
                    .isEqualTo(whole.window(i, i + 1, new WindowVerdict(verdicts)));
            alerts += answers.size();
        }
        assertThat(alerts).isGreaterThan(20);
        assertThat(bytes(stored)).isEqualTo(bytes(whole));
    }

    @Test
    void refusesAnotherVersion() {
        assertThatThrownBy(() -> AlertBook.read(in(new byte[] {5})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 5");
    }

    private static byte[] bytes(AlertBook book) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        book.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
