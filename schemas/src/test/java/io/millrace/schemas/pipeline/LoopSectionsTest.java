package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.schemas.pipeline.Model.Step;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What labels, monitoring, retraining, gate and rollout are read as. */
class LoopSectionsTest {
    private static final String MINIMAL =
            """
            version: 1
            pipeline: minimal
            sources: {clicks: {id: click_id, event_time: at}}
            features: [{fields: [price]}]
            labels: {from: buys, on: id, value: v, event_time: t, within: 7d}
            """;
    private static final String MODEL = "model: {name: m, trainer: {algorithm: xgboost}";

    private final Pipeline good = PipelineLoader.load(PipelineLoaderTest.GOOD, Map.of());

    private static Pipeline load(String text) {
        return PipelineLoader.load("pipeline.yaml", MINIMAL + text, Map.of());
    }

    private static Model model(String keys) {
        return load(MODEL + keys + "}").model().orElseThrow();
    }

    private static Step canary(int share, Duration duration) {
        return new Step(Step.Kind.CANARY, share, duration);
    }

    @Test
    void readsLabels() {
        Labels labels = good.labels().orElseThrow();

        assertThat(labels.topic().value()).isEqualTo("chargebacks");
        assertThat(labels.schema()).map(Text::value).contains("schemas/chargeback.avsc");
        assertThat(labels.on().value()).isEqualTo("transaction_id");
        assertThat(labels.value().value()).isEqualTo("is_fraud");
        assertThat(labels.eventTime().value()).isEqualTo("reported_at");
        assertThat(labels.within()).isEqualTo(Duration.ofDays(7));
        assertThat(labels.otherwise()).contains(0.0);
        assertThat(labels.outOfOrderness()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void readsMonitorAndRetraining() {
        assertThat(good.monitor()).isEqualTo(new Monitor(Duration.ofMinutes(30)));
        assertThat(good.retrainWhen())
                .contains(
                        new RetrainWhen(
                                2000,
                                false,
                                Optional.of(
                                        new RetrainWhen.Performance(
                                                Model.Metric.ACCURACY, 0.04, 3)),
                                Optional.of(new RetrainWhen.Drift(0.4, 4)),
                                OptionalInt.of(5000),
                                Duration.ofHours(12),
                                4));
    }

    @Test
    void readsGateAndRollout() {
        Model model = good.model().orElseThrow();

        assertThat(model.gate()).isEqualTo(new Model.Gate(0.25, Model.Metric.ACCURACY, 0.6, 0.01));
        assertThat(model.rollout())
                .isEqualTo(
                        new Model.Rollout(
                                List.of(
                                        new Step(Step.Kind.SHADOW, 0, Duration.ofHours(1)),
                                        canary(500, Duration.ofDays(8)),
                                        canary(3333, Duration.ofDays(8)),
                                        Step.CHAMPION),
                                Duration.ofHours(1),
                                200,
                                0.01));
    }

    @Test
    void searchesAndCalibratesNothingByDefault() {
        assertThat(model("").search()).isEqualTo(Model.Search.OFF);
        assertThat(model("").calibration()).isEqualTo(Model.Calibration.OFF);
    }

    @Test
    void searchKeepsAwayFromWhatLabelsDontTellYet() {
        Model.Search halving = new Model.Search(Model.Strategy.HALVING, 12, 3, Duration.ofDays(7));

        assertThat(model(", search: {}").search()).isEqualTo(halving);
        assertThat(model(", search: {strategy: random, trials: 5, folds: 2, embargo: 1h}").search())
                .isEqualTo(new Model.Search(Model.Strategy.RANDOM, 5, 2, Duration.ofHours(1)));
        assertThat(model(", search: {embargo: 0s}").search().embargo()).isZero();
        assertThat(model(", search: {core_seconds: 90}").search())
                .isEqualTo(new Model.Search(Model.Strategy.HALVING, 12, 3, Duration.ofDays(7), 90));
        assertThat(
                        load("model: {name: m, trainer: {algorithm: auto, seed: 3}}")
                                .model()
                                .orElseThrow()
                                .search())
                .isEqualTo(halving);
    }

    @Test
    void readsCalibrationAndForests() {
        assertThat(model(", calibration: isotonic").calibration())
                .isEqualTo(Model.Calibration.ISOTONIC);
        assertThat(
                        load("model: {name: m, trainer: {algorithm: random_forest, depth: 9}}")
                                .model()
                                .orElseThrow()
                                .trainer()
                                .depth())
                .isEqualTo(9);
    }

    @Test
    void retrainsNothingAndLabelsNothingByDefault() {
        Pipeline pipeline =
                PipelineLoader.load(
                        "f",
                        "version: 1\npipeline: p\nsources: {s: {id: i, event_time: t}}\n",
                        Map.of());

        assertThat(pipeline.labels()).isEmpty();
        assertThat(pipeline.retrainWhen()).isEmpty();
        assertThat(pipeline.monitor()).isEqualTo(new Monitor(Duration.ofHours(1)));
    }

    @Test
    void tellsNobodyOfAlertsByDefault() {
        assertThat(good.alerts()).isEqualTo(Alerts.NONE);
        assertThat(load("alerts: {}").alerts()).isEqualTo(Alerts.NONE);
    }

    @Test
    void readsWebhooks() {
        List<Alerts.Webhook> webhooks =
                load("""
                                alerts:
                                  webhooks:
                                    log: {url: 'http://log:80/in'}
                                    chat: {url_from: CHAT_URL, format: slack, at_least: critical}
                                    manager: {url: 'http://am:9093', format: alertmanager, token_from: AM,
                                              timeout: 3s, give_up_after: 2h}
                                """)
                        .alerts()
                        .webhooks();

        Alerts.Webhook log = webhooks.get(0);
        assertThat(log.url()).map(Text::value).contains("http://log:80/in");
        assertThat(log.format()).isEqualTo(Alerts.Format.JSON);
        assertThat(log.atLeast()).isEqualTo(Alerts.Level.WARNING);
        assertThat(log.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(log.repeatEvery()).isZero();
        assertThat(log.giveUpAfter()).isEqualTo(Duration.ofDays(1));
        assertThat(webhooks.get(1).urlFrom()).map(Text::value).contains("CHAT_URL");
        assertThat(webhooks.get(1).atLeast()).isEqualTo(Alerts.Level.CRITICAL);
        assertThat(webhooks.get(2).tokenFrom()).map(Text::value).contains("AM");
        assertThat(webhooks.get(2).repeatEvery()).isEqualTo(Duration.ofMinutes(1));
        assertThat(webhooks.get(2).giveUpAfter()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void readsWhatElseIsAnAlert() {
        assertThat(
                        load("alerts: {failed_expectations: 5%, dead_letters: 1%, no_events_for: 2h}")
                                .alerts())
                .isEqualTo(
                        new Alerts(
                                List.of(),
                                Optional.of(0.05),
                                Optional.of(0.01),
                                Optional.of(Duration.ofHours(2))));
    }

    /** What's printed loads to the same. */
    @Test
    void writesWebhooksOut() {
        String text =
                """
                alerts:
                  failed_expectations: 5%
                  dead_letters: 1%
                  no_events_for: 2h
                  webhooks:
                    chat: {url_from: CHAT_URL, format: slack, at_least: critical, repeat_every: 4h}
                    log: {url: 'http://log:80/in', token_from: LOG_TOKEN}
                """;
        String written = ResolvedPipelineWriter.write(load(text));

        assertThat(written).contains("url_from: CHAT_URL").contains("repeat_every: 4h");
        assertThat(
                        ResolvedPipelineWriter.write(
                                PipelineLoader.load("pipeline.yaml", written, Map.of())))
                .isEqualTo(written);
    }

    @Test
    void fillsInWhatLabelsLeaveOut() {
        Labels labels = load("").labels().orElseThrow();

        assertThat(labels.schema()).isEmpty();
        assertThat(labels.otherwise()).isEmpty();
        assertThat(labels.outOfOrderness()).isEqualTo(Duration.ZERO);
        assertThat(load("monitor: {}").monitor()).isEqualTo(Monitor.DEFAULT);
    }

    @Test
    void fillsInWhatRetrainingLeavesOut() {
        assertThat(load(MODEL + "}\nretrain_when: {}").retrainWhen())
                .contains(
                        new RetrainWhen(
                                1000,
                                true,
                                Optional.empty(),
                                Optional.empty(),
                                OptionalInt.empty(),
                                Duration.ofHours(6),
                                8));
        assertThat(load(MODEL + "}\nretrain_when: {performance: {}, drift: {}}").retrainWhen())
                .contains(
                        new RetrainWhen(
                                1000,
                                true,
                                Optional.of(new RetrainWhen.Performance(Model.Metric.AUC, 0.05, 2)),
                                Optional.of(new RetrainWhen.Drift(0.3, 3)),
                                OptionalInt.empty(),
                                Duration.ofHours(6),
                                8));
    }

    @Test
    void hasTheSameGateAndRolloutWithAnEmptySectionAsWithNone() {
        assertThat(model(", gate: {}, rollout: {}"))
                .extracting(Model::gate, Model::rollout)
                .containsExactly(Model.Gate.DEFAULT, Model.Rollout.DEFAULT);
        assertThat(model(""))
                .extracting(Model::gate, Model::rollout)
                .containsExactly(
                        new Model.Gate(0.2, Model.Metric.AUC, 0.5, 0),
                        new Model.Rollout(
                                List.of(Step.CHAMPION), Duration.ofMinutes(1), 100, 0.02));
    }

    @Test
    void readsSharesToTheTenThousandth() {
        for (int share = 1; share < 10_000; share++) {
            String percent = "%d.%02d%%".formatted(share / 100, share % 100);
            String fraction = "0.%04d".formatted(share);

            assertThat(step("canary " + percent + " 1h")).isEqualTo(share);
            assertThat(step("canary " + fraction + " 1h")).isEqualTo(share);
        }
    }

    private static int step(String text) {
        try {
            return new StepKind()
                    .parse(
                            new io.millrace.schemas.pipeline.yaml.Scalar(
                                    text, true, new io.millrace.schemas.problem.Place("f", 1, 1)))
                    .share();
        } catch (io.millrace.schemas.pipeline.yaml.Rejected e) {
            throw new AssertionError(text, e);
        }
    }

    @Test
    void refusesStepsThatNoFileCouldHave() {
        Duration hour = Duration.ofHours(1);

        assertThatIllegalArgumentException().isThrownBy(() -> canary(0, hour));
        assertThatIllegalArgumentException().isThrownBy(() -> canary(10_000, hour));
        assertThatIllegalArgumentException().isThrownBy(() -> canary(1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new Step(Step.Kind.SHADOW, 1, hour));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Step(Step.Kind.CHAMPION, 10_000, hour));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Model.Rollout(
                                        List.of(
                                                canary(500, hour),
                                                canary(500, hour),
                                                Step.CHAMPION),
                                        hour,
                                        1,
                                        0.1))
                .withMessageContaining("the share doesn't grow");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Model.Rollout(List.of(), hour, 1, 0.1));
    }
}
