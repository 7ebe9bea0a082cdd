package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;

class ScheduleTest {

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * * MON               | 2026-03-01T00:00:00Z | 2026-03-02T03:00:00Z",
                "0 3 * * 1                 | 2026-03-02T03:00:00Z | 2026-03-09T03:00:00Z",
                "0 3 * * MON Europe/Berlin | 2026-03-01T00:00:00Z | 2026-03-02T02:00:00Z",
                "0 3 * * MON Europe/Berlin | 2026-04-01T00:00:00Z | 2026-04-06T01:00:00Z",
                "*/15 8-10 * * *           | 2026-03-01T10:45:00Z | 2026-03-02T08:00:00Z",
                "0 0 1 1,7 *               | 2026-03-01T00:00:00Z | 2026-07-01T00:00:00Z",
                "0 0 29 2 *                | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 12 * * 0                | 2026-03-01T12:00:00Z | 2026-03-08T12:00:00Z",
                "0 12 * * 7                | 2026-03-01T12:00:00Z | 2026-03-08T12:00:00Z",
                // 02:30 isn't there on the day on which clocks go forward
                "30 2 * * * Europe/Berlin  | 2026-03-28T12:00:00Z | 2026-03-30T00:30:00Z"
            })
    void knowsTheNextTime(String cron, String after, String next) {
        long found = Schedule.of(cron).after(at(after)).orElseThrow();

        assertThat(Instant.ofEpochMilli(found)).isEqualTo(Instant.parse(next));
    }

    @Test
    void knowsTheLastTimeThatOneIncluded() {
        Schedule schedule = Schedule.of("0 3 * * *");

        assertThat(schedule.upTo(at("2026-03-02T03:00:00Z"))).hasValue(at("2026-03-02T03:00:00Z"));
        assertThat(schedule.upTo(at("2026-03-02T02:59:59.999Z")))
                .hasValue(at("2026-03-01T03:00:00Z"));
    }

    /** Whatever clocks do: minute by minute, by java.time alone. */
    @ParameterizedTest
    @CsvSource({"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"})
    void agreesWithTheCalendar(String name) {
        ZoneId zone = ZoneId.of(name);
        Schedule schedule = Schedule.of("45 4 * * FRI " + name);
        ZonedDateTime time = ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, zone);
        long next = schedule.after(time.toInstant().toEpochMilli()).orElseThrow();
        for (int i = 0; i < 60 * 24 * 120; i++) {
            time = time.plus(Duration.ofMinutes(1));
            boolean due =
                    time.getDayOfWeek() == DayOfWeek.FRIDAY
                            && time.getHour() == 4
                            && time.getMinute() == 45;
            assertThat(time.toInstant().toEpochMilli() == next).as("%s", time).isEqualTo(due);
            if (due) {
                next = schedule.after(next).orElseThrow();
            }
        }
    }

    @Test
    void refusesWhatIsNoCronLine() {
        assertThatThrownBy(() -> Schedule.of("0 3 * *")).hasMessageContaining("this has 4");
        assertThatThrownBy(() -> Schedule.of("0 3 * * MON Nowhere/Here"))
                .isInstanceOf(java.time.DateTimeException.class);
    }

    @Test
    void isReadFromTheFileAndWrittenBack() {
        String file =
                """
                version: 1
                pipeline: p
                sources: {s: {id: i, event_time: t}}
                features: [{fields: [price]}]
                labels: {from: buys, on: id, value: v, event_time: t, within: 7d}
                model: {name: m, trainer: {algorithm: xgboost}}
                retrain_when: {schedule: "0 3 * * MON Europe/Berlin"}
                """;
        Pipeline pipeline = PipelineLoader.load("f", file, Map.of());
        String written = ResolvedPipelineWriter.write(pipeline);

        assertThat(pipeline.retrainWhen().flatMap(RetrainWhen::schedule))
                .contains(Schedule.of("0 3 * * MON Europe/Berlin"));
        assertThat(PipelineLoader.load("f", written, Map.of()).retrainWhen())
                .isEqualTo(pipeline.retrainWhen());
    }
}
