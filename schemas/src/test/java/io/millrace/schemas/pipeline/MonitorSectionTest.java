package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code monitor}, and the triggers that look at its metrics. */
class MonitorSectionTest {
    private static final String MINIMAL =
            """
            version: 1
            pipeline: minimal
            sources: {clicks: {id: click_id, event_time: at}}
            features: [{fields: [price, country]}]
            labels: {from: buys, on: id, value: v, event_time: t, within: 7d}
            model: {name: m, trainer: {algorithm: xgboost}}
            """;

    private static Pipeline load(String text) {
        return PipelineLoader.load("pipeline.yaml", MINIMAL + text, Map.of());
    }

    private static List<Problem> problems(String text) {
        return catchThrowableOfType(ProblemsException.class, () -> load(text)).problems();
    }

    @Test
    void readsWhatIsWatched() {
        Monitor monitor =
                load("""
                        monitor:
                          window: 1h
                          slide: 10m
                          segments: [country, 'price > 100']
                          segment_values: 7
                          fairness: {country: [PT, ES]}
                          metrics:
                            lost: 'sum(label == 1 && !decision ? price : 0.0)'
                            misses: ' COUNT( label == 1 && (score < 0.5) ) '
                        """)
                        .monitor();

        assertThat(monitor.window()).isEqualTo(Duration.ofHours(1));
        assertThat(monitor.slide()).isEqualTo(Duration.ofMinutes(10));
        assertThat(monitor.segments())
                .extracting(Text::value)
                .containsExactly("country", "price > 100");
        assertThat(monitor.segmentValues()).isEqualTo(7);
        assertThat(monitor.fairness().get(0).by().value()).isEqualTo("country");
        assertThat(monitor.fairness().get(0).values())
                .extracting(Text::value)
                .containsExactly("PT", "ES");
        assertThat(monitor.metrics())
                .extracting(m -> m.name() + " " + m.aggregate() + " " + m.expression())
                .containsExactly(
                        "lost SUM label == 1 && !decision ? price : 0.0",
                        "misses COUNT  label == 1 && (score < 0.5) ");
    }

    @Test
    void knowsWhereAnExpressionBegins() {
        Monitor monitor = load("monitor:\n  metrics:\n    lost: mean(price)\n").monitor();

        assertThat(monitor.metrics().get(0).expression().place().line()).isEqualTo(9);
        assertThat(monitor.metrics().get(0).expression().place().column()).isEqualTo(16);
    }

    @Test
    void theResolvedFileMeansTheSame() {
        Pipeline pipeline =
                load(
                        """
                        monitor:
                          window: 1h
                          slide: 20m
                          segments: ['price > 100']
                          segment_values: 3
                          fairness: {country: [PT, "no country"]}
                          metrics: {lost: 'share(label == 1)'}
                          reference: 2026-01-01T00:00:00Z/2026-01-08T00:00:00Z
                        retrain_when:
                          performance: {metric: lost, rises_by: 250%, for_windows: 3}
                        """);

        String text = ResolvedPipelineWriter.write(pipeline);
        Pipeline again = PipelineLoader.load("resolved.yaml", text, Map.of());

        assertThat(ResolvedPipelineWriter.write(again)).isEqualTo(text);
        assertThat(again.monitor().reference().from()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(again.monitor().reference().to()).isEqualTo("2026-01-08T00:00:00Z");
        assertThat(text).contains("slide: 20m", "segment_values: 3", "share(label == 1)");
        RetrainWhen.Performance rule =
                again.retrainWhen().orElseThrow().performance().orElseThrow();
        assertThat(rule.name()).isEqualTo("lost");
        assertThat(rule.rises()).isTrue();
        assertThat(rule.loss(4, 14)).isEqualTo(rule.by()).isEqualTo(2.5);
        assertThat(rule.forWindows()).isEqualTo(3);
    }

    @Test
    void aFileThatSaysNothingIsWrittenAsBefore() {
        assertThat(ResolvedPipelineWriter.write(load("monitor: {window: 1d}")))
                .contains("monitor:\n  window: 1d\n")
                .doesNotContain("slide", "segment", "metrics");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{window: 1h, slide: 7m} | 30 | a slide of 7m doesn't divide the window of 1h",
                "{window: 10d, slide: 1h} | 31 | or more than 100 times",
                "{metrics: {lost: price}} | 27 | isn't sum(...)",
                "{metrics: {lost: sum(price) - sum(price)}} | 27 | isn't sum(...)",
                "{metrics: {lost: 'sum(price'}} | 27 | isn't sum(...)",
                "{metrics: {auc: sum(price)}} | 21 | is a metric that every window has",
                "{fairness: {country: [PT]}} | 31 | has one group",
                "{reference: trainings} | 22 | isn't a reference",
                "{reference: 2026-01-01/2026-01-08} | 22 | isn't a span of two times",
                "{reference: 2026-01-02T00:00:00Z/2026-01-01T00:00:00Z} | 22 | ends before",
                "{segments: []} | 21 | is empty",
                "{segment: [country]} | 11 | unknown key",
            })
    void refusesWhatCantBeWatched(String monitor, int column, String complaint) {
        List<Problem> problems = problems("monitor: " + monitor);

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).message()).contains(complaint);
        assertThat(problems.get(0).place().line()).isEqualTo(7);
        assertThat(problems.get(0).place().column()).isEqualTo(column);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{metric: lost} | needs either falls_by or rises_by",
                "{metric: lost, falls_by: 0.1, rises_by: 0.1} | needs either falls_by or rises_by",
                "{metric: auc, rises_by: 0.1} | more auc is better",
                "{metric: money, rises_by: 0.1} | isn't a metric that a trigger can look at",
            })
    void refusesTriggersThatMeanNothing(String rule, String complaint) {
        List<Problem> problems =
                problems(
                        "monitor: {metrics: {lost: sum(price)}}\n"
                                + "retrain_when: {performance: "
                                + rule
                                + "}");

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).message()).contains(complaint);
        assertThat(problems.get(0).place().line()).isEqualTo(8);
    }
}
