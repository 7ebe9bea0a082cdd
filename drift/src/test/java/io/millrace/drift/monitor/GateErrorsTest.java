package io.millrace.drift.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.pipeline.RetrainWhen;

import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

class GateErrorsTest {
    private static final long SECOND = 1_000;
    private static final int DELAY = 100;
    private static final MonitorSettings SETTINGS =
            new MonitorSettings(
                    "shop",
                    "fraud",
                    "examples",
                    60 * SECOND,
                    DELAY * SECOND,
                    new RetrainWhen(
                            1_000_000,
                            true,
                            Optional.empty(),
                            Optional.empty(),
                            OptionalInt.empty(),
                            Duration.ZERO,
                            1_000));

    private final Map<String, GateErrors> gates = new HashMap<>();
    private final List<LabelledScore> scores = new ArrayList<>();
    private long rows;

    private final ModelMonitor.Versions versions =
            new ModelMonitor.Versions() {
                @Override
                public Optional<ReferenceProfile> profile(String digest) {
                    return Optional.empty();
                }

                @Override
                public double gateMetric(String digest) {
                    return Double.NaN;
                }

                @Override
                public GateErrors gateErrors(String digest) {
                    return gates.getOrDefault(digest, GateErrors.UNKNOWN);
                }

                @Override
                public long trainedAt(String digest) {
                    return Long.MIN_VALUE;
                }
            };

    /** A champion answers an event a second; labels come up to 100 seconds later. */
    private void serve(String digest, int count, double errors, Random random) {
        for (int i = 0; i < count; i++) {
            long time = rows++ * SECOND;
            boolean decision = random.nextBoolean();
            boolean label = random.nextDouble() < errors ? !decision : decision;
            scores.add(
                    new LabelledScore(
                            "e" + rows,
                            time,
                            time + random.nextInt(DELAY) * SECOND,
                            label ? 1 : 0,
                            1,
                            null,
                            Role.CHAMPION,
                            digest,
                            1,
                            decision ? 0.9 : 0.1,
                            decision,
                            0,
                            rows));
        }
    }

    /** All that's found, restored now and then. */
    private List<SpecificRecord> watch() {
        scores.sort(Comparator.comparingLong(LabelledScore::labelledAt));
        List<SpecificRecord> found = new ArrayList<>();
        ModelMonitor monitor = new ModelMonitor(SETTINGS, versions);
        for (int i = 0; i < scores.size(); i++) {
            monitor.add(scores.get(i));
            if (i % 50 == 0) {
                monitor = ModelMonitor.restore(SETTINGS, versions, monitor.snapshot());
                found.addAll(monitor.advance(scores.get(i).labelledAt() - 1));
            }
        }
        found.addAll(monitor.advance(Long.MAX_VALUE));
        return found;
    }

    private static <T> List<T> of(Class<T> type, List<SpecificRecord> found) {
        return found.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsAChampionThatErrsMoreThanItsGateSaidFromItsFirstRow(long seed) {
        gates.put("bad", GateErrors.of(0.95, 400));
        serve("bad", 400, 0.25, new Random(seed));

        List<SpecificRecord> found = watch();

        List<DriftAlert> alerts = of(DriftAlert.class, found);
        assertThat(alerts).as("seed %d", seed).hasSize(1);
        assertThat(alerts.get(0).getRule()).isEqualTo("change-in-errors");
        assertThat(alerts.get(0).getDigest()).isEqualTo("bad");
        Instant since = alerts.get(0).getEpisodeStart();
        assertThat(since).as("seed %d", seed).isBetween(at(0), at(25));
        RetrainTrigger first = of(RetrainTrigger.class, found).get(0);
        assertThat(first.getCause()).isEqualTo(RetrainCause.CHANGE);
        assertThat(first.getFromEventTime()).isEqualTo(since);
    }

    private static Instant at(long row) {
        return Instant.ofEpochMilli(row * SECOND);
    }

    @Test
    void knowsNothingOfItWithoutTheGate() {
        serve("bad", 400, 0.25, new Random(1));

        assertThat(of(DriftAlert.class, watch())).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void saysNothingOfAChampionThatDoesWhatItsGateSaid(long seed) {
        gates.put("good", GateErrors.of(0.9, 20_000));
        serve("good", 4_000, 0.1, new Random(seed));

        assertThat(of(DriftAlert.class, watch())).as("seed %d", seed).isEmpty();
    }

    /** Two errs more than one, but as its own gate said; three errs more than its own gate said. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void comparesAChampionWithItsOwnGate(long seed) {
        Random random = new Random(seed);
        gates.put("one", GateErrors.of(0.95, 1_000));
        gates.put("two", GateErrors.of(0.7, 1_000));
        gates.put("three", GateErrors.of(0.9, 1_000));
        serve("one", 1_000, 0.05, random);
        serve("two", 1_500, 0.3, random);
        serve("three", 600, 0.3, random);

        List<DriftAlert> alerts = of(DriftAlert.class, watch());

        assertThat(alerts).as("seed %d", seed).hasSize(1);
        assertThat(alerts.get(0).getDigest()).isEqualTo("three");
        assertThat(alerts.get(0).getEpisodeStart())
                .as("seed %d", seed)
                .isBetween(at(2_500), at(2_530));
    }

    @ParameterizedTest
    @CsvSource({"0.95, 400, 20", "1, 10, 0", "0, 10, 10", "0.5, 3, 2", "0.999, 100, 0"})
    void spreadsItsErrorsEvenly(double accuracy, long rows, int wrong) {
        List<Double> losses = GateErrors.of(accuracy, rows).losses();

        assertThat(losses)
                .hasSize((int) rows)
                .containsOnly(wrong == 0 ? 0.0 : 1.0, lossOf(wrong, rows));
        assertThat(losses.stream().mapToDouble(loss -> loss).sum()).isEqualTo(wrong);
        for (int i = 1; i <= rows; i++) {
            double sum = losses.subList(0, i).stream().mapToDouble(loss -> loss).sum();
            assertThat(sum).isBetween((double) i * wrong / rows - 1, (double) i * wrong / rows);
        }
    }

    private static double lossOf(int wrong, long rows) {
        return wrong == rows ? 1.0 : 0.0;
    }

    @Test
    void tellsOfAsManyRowsAsAreKept() {
        List<Double> losses = GateErrors.of(0.9, 1_000_000).losses();

        assertThat(losses).hasSize(3_000);
        assertThat(losses.stream().mapToDouble(loss -> loss).sum()).isEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0", "0.9, -1", "NaN, 10", "1.1, 10", "-0.1, 10"})
    void knowsNothingOfWhatIsNoAccuracy(double accuracy, long rows) {
        assertThat(GateErrors.of(accuracy, rows)).isEqualTo(GateErrors.UNKNOWN);
        assertThat(GateErrors.UNKNOWN.losses()).isEmpty();
    }

    @Test
    void refusesMoreErrorsThanRows() {
        assertThatThrownBy(() -> new GateErrors(3, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 of 3");
    }
}
