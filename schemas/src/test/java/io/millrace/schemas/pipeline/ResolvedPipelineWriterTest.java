package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

class ResolvedPipelineWriterTest {

    private static String resolved(String text, Map<String, String> environment) {
        return ResolvedPipelineWriter.write(PipelineLoader.load("f", text, environment));
    }

    @Test
    void writesEveryDefaultOut() {
        String text =
                """
                version: 1
                pipeline: ${NAME:-clicks}
                sources: {clicks: {id: click_id, event_time: at, out_of_orderness: 90s}}
                entities: {user: user_id}
                features:
                  - {entity: user, where: 'x > "$"', aggregate: {price: [sum]}, windows: [60m]}
                model: {name: m, threshold: 30%, trainer: {algorithm: logistic_regression}}
                labels: {from: l, on: i, value: v, event_time: t, within: 90m}
                retrain_when: {}
                """;

        assertThat(resolved(text, Map.of()))
                .isEqualTo(
                        """
                        version: 1
                        pipeline: clicks
                        order: event-time
                        sources:
                          clicks:
                            topic: clicks
                            id: click_id
                            event_time: at
                            out_of_orderness: 1m30s
                            duplicates_within: 1h
                            flush_after_idle: off
                        entities:
                          user: user_id
                        features:
                          - entity: user
                            from: clicks
                            where: "x > \\"$$\\""
                            aggregate:
                              price: [sum]
                            windows: [60m]
                        model:
                          name: m
                          task: binary
                          inputs: all
                          threshold: 0.3
                          calibration: off
                          trainer:
                            algorithm: logistic_regression
                            epochs: 10
                            learning_rate: 0.1
                            seed: 0
                          gate:
                            holdout: 0.2
                            metric: auc
                            at_least: 0.5
                            beat_champion_by: 0.0
                          rollout:
                            steps: [champion]
                            lead: 1m
                            at_least_labelled: 100
                            tolerance: 0.02
                            promote_when: not_worse
                            check_sample_ratio: false
                        labels:
                          from: l
                          on: i
                          value: v
                          event_time: t
                          within: 1h30m
                          out_of_orderness: 0s
                        monitor:
                          window: 1h
                        retrain_when:
                          first_examples: 1000
                          change_in_errors: true
                          every_examples: off
                          cool_down: 6h
                          at_most_per_day: 8
                        """);
    }

    @Test
    void writesTextThatLoadsToTheSamePipeline() {
        Pipeline good = PipelineLoader.load(PipelineLoaderTest.GOOD, Map.of());
        String once = ResolvedPipelineWriter.write(good);
        Pipeline again = PipelineLoader.load("f", once, Map.of());

        assertThat(ResolvedPipelineWriter.write(again)).isEqualTo(once);
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*place")
                .isEqualTo(good);
    }

    @Test
    void keepsAwkwardTextAsItIs() {
        String text =
                """
                version: 1
                pipeline: p
                sources:
                  s:
                    id: i
                    event_time: t
                    expect:
                      - field: f
                        one_of: ["", " ", "null", "~", "#a", "a: b", "\\t\\e\\u2028", "${A}", "$$", "😀", "-"]
                """;
        Map<String, String> environment = Map.of("A", "\"\\'\n${B}");
        Pipeline pipeline = PipelineLoader.load("f", text, environment);
        String written = ResolvedPipelineWriter.write(pipeline);

        Expectation.OneOf before =
                (Expectation.OneOf) pipeline.mainSource().expect().get(0).expectation();
        Pipeline again = PipelineLoader.load("f", written, Map.of());
        assertThat(((Expectation.OneOf) again.mainSource().expect().get(0).expectation()).values())
                .isEqualTo(before.values())
                .contains("\t\u001B\u2028", "\"\\'\n${B}", "$");
    }
}
