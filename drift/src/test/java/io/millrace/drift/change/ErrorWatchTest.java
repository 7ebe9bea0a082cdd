package io.millrace.drift.change;

import static io.millrace.drift.change.ChangeDetectorTest.concat;
import static io.millrace.drift.change.ChangeDetectorTest.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.change.ChangeDetector.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

class ErrorWatchTest {

    @ParameterizedTest
    @CsvSource({"1, 0.02, 0.9, 2", "2, 0.05, 0.5, 10", "3, 0.1, 0.4, 25", "4, 0.2, 0.6, 25"})
    void findsTheChangePoint(long seed, double from, double to, int tolerance) {
        ErrorWatch watch = new ErrorWatch(Kind.ADWIN);

        DetectedChange change =
                first(watch, concat(errors(seed, from, 4000), errors(seed + 1, to, 500)));

        assertThat(change.since() / 1000).isCloseTo(4000, within((long) tolerance));
        assertThat(change.lossBefore()).isCloseTo(from, within(0.02));
        assertThat(change.lossSince()).isCloseTo(to, within(0.2));
        assertThat(change.rowsBefore()).isLessThan(3000);
        assertThat(change.detector()).isEqualTo(Kind.ADWIN);
    }

    /** By the definition, without sums that are carried along. */
    @ParameterizedTest
    @CsvSource({"1, 0.1, 0.3", "2, 0.3, 0.35", "3, 0.5, 0.9", "4, 0, 1"})
    void theChangePointIsTheLikeliestOne(long seed, double from, double to) {
        double[] losses = concat(errors(seed, from, 90), errors(seed + 7, to, 60));
        double highest = Double.NEGATIVE_INFINITY;
        int best = -1;
        for (int i = 5; i <= losses.length - 5; i++) {
            double p = Arrays.stream(losses, 0, i).average().orElseThrow();
            double q = Arrays.stream(losses, i, losses.length).average().orElseThrow();
            double likelihood = 0;
            for (int k = 0; k < losses.length; k++) {
                double rate = k < i ? p : q;
                likelihood += Math.log(losses[k] == 1 ? rate : 1 - rate);
            }
            if (q > p && likelihood > highest + 1e-9) {
                highest = likelihood;
                best = i;
            }
        }

        assertThat(ChangePoint.find(losses)).as("seed %d", seed).hasValue(best);
    }

    @Test
    void thereIsNoChangePointWhereLossesFall() {
        assertThat(ChangePoint.find(concat(ones(50), new double[50]))).isEmpty();
        assertThat(ChangePoint.find(new double[4])).isEmpty();
        assertThat(ChangePoint.find(new double[100])).isEmpty();
    }

    @Test
    void labelsOfDifferentDelayDoNotBlurTheChangePoint() {
        double[] losses = concat(errors(1, 0.05, 3000), errors(2, 0.8, 1000));
        List<long[]> arrivals = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < losses.length; i++) {
            arrivals.add(new long[] {i + random.nextInt(300), i});
        }
        arrivals.sort((a, b) -> Long.compare(a[0], b[0]));
        ErrorWatch watch = new ErrorWatch(Kind.HDDM_A);
        int known = 0;
        Optional<DetectedChange> change = Optional.empty();
        while (change.isEmpty()) {
            int row = (int) arrivals.get(known++)[1];
            change = watch.add(losses[row], row);
        }

        long since = change.orElseThrow().since();
        assertThat(since).isBetween(2990L, 3010L);
        assertThat(arrivals.subList(0, known).stream().filter(row -> row[1] >= since).count())
                .isEqualTo(change.orElseThrow().rowsSince());
    }

    @Test
    void findsASecondChangeAfterTheFirst() {
        ErrorWatch watch = new ErrorWatch(Kind.ADWIN);
        double[] losses = concat(errors(1, 0.05, 2000), errors(2, 0.4, 1000), errors(3, 0.9, 1000));
        List<Long> since = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            watch.add(losses[i], i).ifPresent(change -> since.add(change.since()));
        }

        assertThat(since).hasSize(2);
        assertThat(since.get(0)).isBetween(1980L, 2020L);
        assertThat(since.get(1)).isBetween(2980L, 3020L);
    }

    @Test
    void aModelThatIsBadFromBirthIsFoundByWhatItsGateExpected() {
        ErrorWatch watch = new ErrorWatch(Kind.ADWIN);
        watch.expect(errors(1, 0.05, 300));

        DetectedChange change = first(watch, errors(2, 0.5, 200));

        assertThat(change.since()).isBetween(0L, 12_000L);
        assertThat(find(new ErrorWatch(Kind.ADWIN), errors(2, 0.5, 200))).isEmpty();
    }

    @Test
    void goesOnFromItsBytes() throws IOException {
        double[] losses = concat(errors(1, 0.1, 4100), errors(2, 0.5, 300), new double[] {0.25});
        ErrorWatch whole = new ErrorWatch(Kind.ADWIN);
        ErrorWatch stored = new ErrorWatch(Kind.ADWIN);
        int alarms = 0;
        for (int i = 0; i < losses.length; i++) {
            if (i % 777 == 0) {
                stored = ErrorWatch.read(in(bytes(stored)));
            }
            Optional<DetectedChange> change = stored.add(losses[i], i * 1000L);

            assertThat(change).isEqualTo(whole.add(losses[i], i * 1000L));
            alarms += change.isPresent() ? 1 : 0;
        }
        assertThat(alarms).isEqualTo(1);
        assertThat(bytes(stored)).isEqualTo(bytes(whole));
    }

    @Test
    void threeThousandErrorsTakeLessThanThirtyKilobytes() throws IOException {
        ErrorWatch watch = new ErrorWatch(Kind.ADWIN);
        find(watch, errors(1, 0.1, 5000));

        assertThat(bytes(watch).length).isLessThan(30_000);
    }

    private static DetectedChange first(ErrorWatch watch, double[] losses) {
        return find(watch, losses).orElseThrow();
    }

    /** A row a second. */
    private static Optional<DetectedChange> find(ErrorWatch watch, double[] losses) {
        for (int i = 0; i < losses.length; i++) {
            Optional<DetectedChange> change = watch.add(losses[i], i * 1000L);
            if (change.isPresent()) {
                return change;
            }
        }
        return Optional.empty();
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static byte[] bytes(ErrorWatch watch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        watch.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
