package io.millrace.jobs.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.OfflineFeatures;
import io.millrace.jobs.cli.trial.Outcome.Verdict;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

class TrialTest {
    private static final long START = 1_772_323_200_000L;
    private static final long HOUR = 3_600_000;

    private final CheckedPipeline checked =
            CheckedPipeline.load(
                    Path.of("examples/card-fraud/pipeline.yaml"), Map.of(), Optional::empty);

    /**
     * Watermarks that make nobody late say when, and not what: whatever they are, features are
     * those of all events computed in one go.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void givesTheSameBitsWhereverTheWatermarkStood(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventMaker maker = new EventMaker(checked.plan(), 0, checked.schemas().get(0));
        Trial trial = new Trial(checked);
        List<Made> given = new ArrayList<>();
        long now = START;
        for (int i = 0; i < 400; i++) {
            now += random.nextLong(HOUR);
            given.add(payment(maker, i, now - random.nextLong(HOUR), random));
            trial.offer(given.get(i));
            if (random.nextInt(5) == 0) {
                trial.advance(now - HOUR);
            }
        }
        trial.advance(Long.MAX_VALUE);

        List<Event> fresh = new ArrayList<>();
        List<Event> answered = new ArrayList<>();
        for (Made made : given) {
            Outcome outcome = Objects.requireNonNull(trial.outcome(made.at()));
            assertThat(outcome.verdict()).as("seed %d", seed).isEqualTo(Verdict.ADMITTED);
            Event event = Objects.requireNonNull(outcome.event());
            answered.add(event);
            fresh.add(
                    new Event(
                            0,
                            event.id(),
                            event.time(),
                            event.at(),
                            null,
                            event.value(),
                            event.fields(),
                            new Row(checked.plan().features().size())));
        }
        answered.sort(Event.ORDER);
        assertThat(OfflineFeatures.compute(checked.plan(), fresh))
                .as("seed %d", seed)
                .extracting(Event::features)
                .containsExactlyElementsOf(answered.stream().map(Event::features).toList());
    }

    private static Made payment(EventMaker maker, int number, long at, SplittableRandom random) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("transaction_id", "p" + number);
        values.put("occurred_at", at);
        values.put("account_id", random.nextInt(10) == 0 ? null : "a" + random.nextInt(4));
        values.put("merchant_id", "m" + random.nextInt(3));
        values.put("amount", random.nextDouble() * 100);
        values.put("currency", "EUR");
        values.put("country", random.nextBoolean() ? "DE" : "FR");
        values.put("status", random.nextInt(4) == 0 ? "DECLINED" : "APPROVED");
        values.put("lat", random.nextBoolean() ? null : (Object) random.nextDouble());
        values.put("lon", random.nextDouble());
        return maker.make(values, number, at);
    }
}
