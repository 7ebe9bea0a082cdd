package io.millrace.drift.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.pipeline.RetrainWhen;
import io.millrace.schemas.pipeline.Schedule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class RetrainScheduleTest {
    private static final long MINUTE = 60_000;
    private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();

    private final List<RetrainDecision> decisions = new ArrayList<>();
    private RetrainPolicy policy = policy("0 3 * * *", Duration.ZERO, 100);
    private RetrainState state = policy.start();
    private long minutes;
    private boolean served;

    private static RetrainPolicy policy(String cron, Duration coolDown, int perDay) {
        return new RetrainPolicy(
                "shop",
                "fraud",
                new RetrainWhen(
                        1_000_000,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.of(Schedule.of(cron)),
                        coolDown,
                        perDay),
                ChangeSchedule.STANDARD);
    }

    private void champion(String digest) {
        long now = START + minutes * MINUTE;
        served = true;
        hear(new RetrainInput.Champion(digest, now, 0.9, List.of()));
    }

    private void examples(int count) {
        for (int i = 0; i < count; i++) {
            long now = START + minutes++ * MINUTE;
            hear(new RetrainInput.Example(now, now, "one", served, 0));
        }
    }

    private void hear(RetrainInput input) {
        policy.on(state, input).decision().ifPresent(decisions::add);
    }

    private List<String> times() {
        return decisions.stream()
                .map(decision -> decision.cause() + " " + Instant.ofEpochMilli(decision.asOf()))
                .toList();
    }

    @Test
    void asksAtEachTimeInEventTimeAndOnce() {
        champion("one");
        examples(60 * 24 * 2);

        assertThat(times())
                .containsExactly("SCHEDULE 2026-03-01T03:00:00Z", "SCHEDULE 2026-03-02T03:00:00Z");
        assertThat(decisions.get(0).reason())
                .isEqualTo("scheduled for 2026-03-01T03:00:00Z (0 3 * * *)");
    }

    @Test
    void asksNothingBeforeThereIsAChampionNorForATimeBeforeIt() {
        examples(60 * 4);
        champion("one");
        examples(60 * 4);

        assertThat(times()).isEmpty();
    }

    @Test
    void timesThatPassDuringTheCoolDownBecomeOne() {
        policy = policy("0 * * * *", Duration.ofHours(5), 100);
        champion("one");
        hear(new RetrainInput.Request(START, "a person's", List.of()));
        examples(60 * 6);

        assertThat(times())
                .containsExactly("PERSON 2026-03-01T00:00:00Z", "SCHEDULE 2026-03-01T05:00:00Z");
    }

    @Test
    void keepsToTheCapOfTheDay() {
        policy = policy("*/10 * * * *", Duration.ZERO, 3);
        champion("one");
        examples(60 * 20);

        assertThat(decisions).hasSize(3);
    }

    @Test
    void waitsForNewExamples() {
        champion("one");
        examples(60 * 4);
        long now = START + Duration.ofHours(30).toMillis();
        hear(new RetrainInput.Champion("one", now, 0.9, List.of()));
        assertThat(decisions).hasSize(2); // those after 03:00 are new

        hear(new RetrainInput.Champion("one", now + Duration.ofDays(3).toMillis(), 0.9, List.of()));
        assertThat(decisions).hasSize(2);
    }

    /** Restored at any point it asks the same, with the same ids. */
    @ParameterizedTest
    @ValueSource(strings = {"*/7 * * * *", "0 3 * * *", "30 */2 * * * Asia/Kolkata"})
    void goesOnTheSameAfterARestart(String cron) throws IOException {
        policy = policy(cron, Duration.ofMinutes(90), 6);
        champion("one");
        examples(60 * 40);
        List<RetrainDecision> undisturbed = List.copyOf(decisions);

        decisions.clear();
        minutes = 0;
        state = policy.start();
        champion("one");
        for (int i = 0; i < 40; i++) {
            examples(60);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            state.write(new DataOutputStream(bytes));
            state =
                    RetrainState.read(
                            new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        }

        assertThat(decisions).isEqualTo(undisturbed).isNotEmpty();
    }
}
