package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.features.function.FunctionJars;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Monitor;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class MonitorPlanTest {
    private static final RowType FEATURES =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("country", ValueType.STRING, true),
                            new Field("hour", ValueType.INTEGER, true),
                            new Field("score", ValueType.STRING, true)));

    private static Text text(String value) {
        return new Text(value, new Place("pipeline.yaml", 7, 10));
    }

    private static Monitor.Metric metric(String name, Monitor.Aggregate aggregate, String text) {
        return new Monitor.Metric(text(name), aggregate, text(text));
    }

    private static MonitorPlan plan(List<String> segments, Monitor.Metric... metrics) {
        Duration hour = Duration.ofHours(1);
        return MonitorPlan.compile(
                new Monitor(
                        hour,
                        hour,
                        segments.stream().map(MonitorPlanTest::text).toList(),
                        20,
                        List.of(
                                new Monitor.Groups(
                                        text("country"), List.of(text("PT"), text("ES")))),
                        List.of(metrics),
                        Monitor.Reference.TRAINING),
                FEATURES,
                FunctionJars.NONE);
    }

    private static Row row(@Nullable Double amount, @Nullable String country, long hour) {
        Row row = new Row(FEATURES.size());
        if (amount != null) {
            row.setDouble(0, amount);
        }
        if (country != null) {
            row.setText(1, country);
        }
        row.setLong(2, hour);
        return row;
    }

    private static List<String> segments(MonitorValues values, Row row) {
        List<String> told = new ArrayList<>();
        values.segments(row, (name, value) -> told.add(name + "=" + value));
        return told;
    }

    @Test
    void tellsWhichSegmentsAnEventBelongsTo() {
        MonitorPlan plan = MonitorPlan.fromBytes(plan(List.of("amount > 100", "hour")).toBytes());
        MonitorValues values = plan.values(FEATURES);

        assertThat(segments(values, row(250.0, "PT", 7)))
                .containsExactly("amount > 100=true", "hour=7", "country=PT");
        assertThat(segments(values, row(null, null, 8)))
                .containsExactly("amount > 100=null", "hour=8", "country=null");
    }

    @Test
    void metricsSeeTheAnswerItsLabelAndTheFeatures() {
        MonitorPlan plan =
                plan(
                        List.of(),
                        metric(
                                "lost",
                                Monitor.Aggregate.SUM,
                                "label == 1 && !decision ? amount : 0.0"),
                        metric("unsure", Monitor.Aggregate.SHARE, "score > 0.4 && score < 0.6"),
                        metric("per_hour", Monitor.Aggregate.MEAN, "amount / hour"));
        MonitorValues values = MonitorPlan.fromBytes(plan.toBytes()).values(FEATURES);

        assertThat(values.metrics(row(30.0, "PT", 2), 1, 0.45, false))
                .isEqualTo(Map.of("lost", 30.0, "unsure", 1.0, "per_hour", 15.0));
        assertThat(values.metrics(row(30.0, "PT", 2), 1, 0.9, true))
                .isEqualTo(Map.of("lost", 0.0, "unsure", 0.0, "per_hour", 15.0));
        assertThat(values.metrics(row(null, "PT", 0), 1, null, false)).isEmpty();
    }

    @Test
    void aMetricThatIsInfiniteOrOverflowsHasNoValue() {
        MonitorPlan plan =
                plan(
                        List.of(),
                        metric("ratio", Monitor.Aggregate.SUM, "amount / 0.0"),
                        metric("big", Monitor.Aggregate.SUM, "hour * 9223372036854775807"));

        assertThat(plan.values(FEATURES).metrics(row(1.0, "PT", 3), 0, 0.5, true)).isEmpty();
    }

    @Test
    void reportsEveryMistakeAtItsPlace() {
        List<Problem> problems =
                catchThrowableOfType(
                                ProblemsException.class,
                                () ->
                                        plan(
                                                List.of("contry", "amount"),
                                                metric("a", Monitor.Aggregate.SUM, "1.0 + amuont"),
                                                metric("b", Monitor.Aggregate.SUM, "decision"),
                                                metric("c", Monitor.Aggregate.SHARE, "amount")))
                        .problems();

        assertThat(problems)
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("contry"))
                .anyMatch(message -> message.contains("has too many values"))
                .anyMatch(message -> message.contains("amuont"))
                .anyMatch(message -> message.contains("b: the expression is"))
                .anyMatch(message -> message.contains("a condition is needed"))
                .hasSize(5);
        assertThat(problems)
                .filteredOn(problem -> problem.message().contains("amuont"))
                .extracting(problem -> problem.place().column())
                .containsExactly(16);
    }

    @Test
    void segmentsKnowNoLabels() {
        assertThatThrownBy(() -> plan(List.of("label == 1")))
                .isInstanceOf(ProblemsException.class)
                .hasMessageContaining("label");
    }

    @Test
    void refusesAnotherFormat() {
        assertThatThrownBy(() -> MonitorPlan.fromBytes(new byte[] {9}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format 9");
    }
}
