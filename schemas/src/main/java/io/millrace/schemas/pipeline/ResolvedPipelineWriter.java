package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Durations;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A pipeline as a file with every default written out and every variable replaced. The same
 * pipeline always gives the same text, and the text loads to the same pipeline.
 */
public final class ResolvedPipelineWriter {
    private final StringBuilder out = new StringBuilder();

    private ResolvedPipelineWriter() {}

    /** The text of the file. */
    public static String write(Pipeline pipeline) {
        ResolvedPipelineWriter writer = new ResolvedPipelineWriter();
        writer.writePipeline(pipeline);
        return writer.out.toString();
    }

    private void writePipeline(Pipeline pipeline) {
        line(0, "version: 1");
        line(0, "pipeline: " + quoted(pipeline.name()));
        line(0, "order: " + word(pipeline.order(), '-'));
        line(0, "sources:");
        pipeline.sources().forEach(this::writeSource);
        if (!pipeline.entities().isEmpty()) {
            line(0, "entities:");
            pipeline.entities().forEach(e -> line(1, e.name() + ": " + key(e)));
        }
        if (!pipeline.features().isEmpty()) {
            line(0, "features:");
            pipeline.features()
                    .forEach(
                            feature -> {
                                writeFeature(feature);
                                writeNote(pipeline.note(feature.names().get(0)));
                            });
        }
        if (!pipeline.functions().isEmpty()) {
            line(0, "functions: " + texts(pipeline.functions()));
        }
        if (!pipeline.published().isEmpty()) {
            line(0, "publish:");
            pipeline.published().forEach(p -> line(1, p.entity() + ": " + texts(p.features())));
        }
        pipeline.model().ifPresent(this::writeModel);
        pipeline.labels().ifPresent(this::writeLabels);
        writeMonitor(pipeline.monitor());
        pipeline.retrainWhen().ifPresent(this::writeRetrainWhen);
        writeAlerts(pipeline.alerts());
    }

    private void writeAlerts(Alerts alerts) {
        if (alerts.equals(Alerts.NONE)) {
            return;
        }
        line(0, "alerts:");
        alerts.failedExpectations().ifPresent(s -> line(1, "failed_expectations: " + s));
        alerts.deadLetters().ifPresent(share -> line(1, "dead_letters: " + share));
        alerts.noEventsFor().ifPresent(t -> line(1, "no_events_for: " + Durations.write(t)));
        if (!alerts.webhooks().isEmpty()) {
            line(1, "webhooks:");
            alerts.webhooks().forEach(this::writeWebhook);
        }
    }

    private void writeWebhook(Alerts.Webhook webhook) {
        line(2, webhook.name() + ":");
        webhook.url().ifPresent(url -> line(3, "url: " + quoted(url)));
        webhook.urlFrom().ifPresent(name -> line(3, "url_from: " + quoted(name)));
        webhook.tokenFrom().ifPresent(name -> line(3, "token_from: " + quoted(name)));
        line(3, "format: " + word(webhook.format(), '_'));
        line(3, "at_least: " + word(webhook.atLeast(), '_'));
        line(3, "timeout: " + Durations.write(webhook.timeout()));
        line(
                3,
                "repeat_every: "
                        + (webhook.repeatEvery().isZero()
                                ? "off"
                                : Durations.write(webhook.repeatEvery())));
        line(3, "give_up_after: " + Durations.write(webhook.giveUpAfter()));
    }

    private static String key(Entity entity) {
        return entity.keys().size() == 1 ? quoted(entity.key()) : texts(entity.keys());
    }

    private void writeSource(Source source) {
        line(1, source.name() + ":");
        if (source.featuresOf().isPresent()) {
            line(2, "features_of: " + quoted(source.featuresOf().get()));
        } else {
            line(2, "topic: " + quoted(source.topic()));
            line(2, "id: " + quoted(source.id()));
            line(2, "event_time: " + quoted(source.eventTime()));
        }
        source.schema().ifPresent(schema -> line(2, "schema: " + quoted(schema)));
        line(2, "out_of_orderness: " + Durations.write(source.outOfOrderness()));
        line(2, "duplicates_within: " + Durations.write(source.duplicatesWithin()));
        line(2, "flush_after_idle: " + source.flushAfterIdle().map(Durations::write).orElse("off"));
        source.changes().ifPresent(this::writeChanges);
        if (!source.expect().isEmpty()) {
            line(2, "expect:");
            source.expect().forEach(rule -> line(3, "- " + ExpectationText.of(rule)));
        }
    }

    private void writeChanges(Changes changes) {
        line(2, "changes:");
        line(3, "row: " + quoted(changes.row()));
        changes.time().ifPresent(time -> line(3, "time: " + quoted(time)));
        line(3, "operation: " + quoted(changes.operation()));
        line(3, "values:");
        writeOperation("insert", changes.inserts());
        writeOperation("update", changes.updates());
        writeOperation("delete", changes.deletes());
    }

    private void writeOperation(String name, List<Text> values) {
        if (!values.isEmpty()) {
            line(4, name + ": " + texts(values));
        }
    }

    private void writeFeature(Feature feature) {
        if (feature instanceof Feature.Aggregate aggregate) {
            line(1, "- entity: " + quoted(aggregate.entity()));
            line(2, "from: " + quoted(aggregate.from()));
            aggregate.where().ifPresent(where -> line(2, "where: " + quoted(where)));
            line(2, "aggregate:");
            aggregate.columns().forEach(c -> line(3, c.field() + ": " + texts(c.functions())));
            line(
                    2,
                    "windows: "
                            + texts(
                                    aggregate.windows().stream()
                                            .map(Feature.Window::text)
                                            .toList()));
            writeOptions(aggregate.options());
        } else if (feature instanceof Feature.Derive derive) {
            line(1, "- derive: " + quoted(derive.name()));
            line(2, "as: " + quoted(derive.expression()));
        } else if (feature instanceof Feature.Fields fields) {
            line(1, "- fields: " + texts(fields.fields()));
        } else if (feature instanceof Feature.Lookup lookup) {
            line(1, "- entity: " + quoted(lookup.entity()));
            line(2, "from: " + quoted(lookup.from()));
            lookup.where().ifPresent(where -> line(2, "where: " + quoted(where)));
            line(2, "latest: " + texts(lookup.fields()));
            lookup.maxAge().ifPresent(age -> line(2, "max_age: " + Durations.write(age)));
            lookup.suffix().ifPresent(suffix -> line(2, "suffix: " + quoted(suffix)));
        }
    }

    private void writeNote(FeatureNote note) {
        note.owner().ifPresent(owner -> line(2, "owner: " + quoted(owner)));
        note.description().ifPresent(text -> line(2, "description: " + quoted(text)));
        if (!note.tags().isEmpty()) {
            line(2, "tags: " + texts(note.tags()));
        }
    }

    private void writeOptions(AggregateOptions options) {
        if (options.edge() != AggregateOptions.Edge.PRIOR) {
            line(2, "edge: " + word(options.edge(), '-'));
        }
        if (!options.delay().isZero()) {
            line(2, "delay: " + Durations.write(options.delay()));
        }
        options.precision().ifPresent(p -> line(2, "precision: " + Durations.write(p)));
        options.substitute().ifPresent(text -> line(2, "default: " + quoted(text)));
        options.by()
                .ifPresent(by -> line(2, "by: {" + by.field() + ": " + texts(by.values()) + "}"));
        options.outOf().ifPresent(condition -> line(2, "out_of: " + quoted(condition)));
        if (!options.bounds().isEmpty()) {
            line(2, "bounds: " + options.bounds());
        }
        options.suffix().ifPresent(suffix -> line(2, "suffix: " + quoted(suffix)));
    }

    private void writeMonitor(Monitor monitor) {
        line(0, "monitor:");
        line(1, "window: " + Durations.write(monitor.window()));
        if (!monitor.slide().equals(monitor.window())) {
            line(1, "slide: " + Durations.write(monitor.slide()));
        }
        if (!monitor.segments().isEmpty()) {
            line(1, "segments: " + texts(monitor.segments()));
        }
        if (monitor.segmentValues() != Monitor.SEGMENT_VALUES) {
            line(1, "segment_values: " + monitor.segmentValues());
        }
        if (!monitor.fairness().isEmpty()) {
            line(1, "fairness:");
            monitor.fairness().forEach(g -> line(2, g.by().value() + ": " + texts(g.values())));
        }
        if (!monitor.reference().equals(Monitor.Reference.TRAINING)) {
            line(1, "reference: " + quoted(monitor.reference().text()));
        }
        if (!monitor.metrics().isEmpty()) {
            line(1, "metrics:");
            monitor.metrics().forEach(m -> line(2, m.name().value() + ": " + quoted(aggregate(m))));
        }
    }

    private static String aggregate(Monitor.Metric metric) {
        return word(metric.aggregate(), '_') + "(" + metric.expression().value() + ")";
    }

    private void writeModel(Model model) {
        Model.Trainer trainer = model.trainer();
        line(0, "model:");
        line(1, "name: " + quoted(model.name()));
        line(1, "task: " + word(model.task(), '_'));
        line(1, "inputs: " + (model.inputs().isEmpty() ? "all" : texts(model.inputs())));
        line(1, "threshold: " + model.threshold());
        line(1, "calibration: " + word(model.calibration(), '_'));
        line(1, "trainer:");
        line(2, "algorithm: " + word(trainer.algorithm(), '_'));
        switch (trainer.algorithm()) {
            case LOGISTIC_REGRESSION -> {
                line(2, "epochs: " + trainer.epochs());
                line(2, "learning_rate: " + trainer.learningRate());
            }
            case XGBOOST -> {
                line(2, "trees: " + trainer.trees());
                line(2, "depth: " + trainer.depth());
                line(2, "learning_rate: " + trainer.learningRate());
            }
            case RANDOM_FOREST -> {
                line(2, "trees: " + trainer.trees());
                line(2, "depth: " + trainer.depth());
            }
            case AUTO -> {
                // The search chooses the rest.
            }
        }
        line(2, "seed: " + trainer.seed());
        writeSearch(model.search());
        writeGate(model.gate());
        writeRollout(model.rollout());
        if (!model.control().equals(Control.DEFAULT)) {
            writeControl(model.control());
        }
    }

    private void writeControl(Control control) {
        line(1, "control:");
        line(2, "require_signed: " + control.requireSigned());
        if (!control.keys().isEmpty()) {
            line(2, "keys:");
            for (Control.SigningKey key : control.keys()) {
                line(3, quoted(key.name()) + ":");
                line(4, "public_key: " + quoted(key.publicKey()));
                String roles =
                        key.roles().stream()
                                .map(role -> word(role, '_'))
                                .collect(Collectors.joining(", "));
                line(4, "roles: [" + roles + "]");
            }
        }
        line(2, "approvals: " + control.approvals());
        line(2, "approvals_expire: " + Durations.write(control.approvalsExpire()));
    }

    private void writeSearch(Model.Search search) {
        if (search.trials() > 1) {
            line(1, "search:");
            line(2, "strategy: " + word(search.strategy(), '_'));
            line(2, "trials: " + search.trials());
            line(2, "folds: " + search.folds());
            line(2, "embargo: " + Durations.write(search.embargo()));
            if (search.coreSeconds() > 0) {
                line(2, "core_seconds: " + search.coreSeconds());
            }
        }
    }

    private void writeGate(Model.Gate gate) {
        line(1, "gate:");
        line(2, "holdout: " + gate.holdout());
        line(2, "metric: " + word(gate.metric(), '_'));
        line(2, "at_least: " + gate.atLeast());
        line(2, "beat_champion_by: " + gate.beatChampionBy());
    }

    private void writeRollout(Model.Rollout rollout) {
        line(1, "rollout:");
        line(
                2,
                "steps: "
                        + rollout.steps().stream()
                                .map(ResolvedPipelineWriter::step)
                                .collect(Collectors.joining(", ", "[", "]")));
        line(2, "lead: " + Durations.write(rollout.lead()));
        line(2, "at_least_labelled: " + rollout.minLabelled());
        line(2, "tolerance: " + rollout.tolerance());
        line(2, "promote_when: " + word(rollout.promoteWhen(), '_'));
        line(2, "check_sample_ratio: " + rollout.checkSampleRatio());
    }

    private static String step(Model.Step step) {
        return switch (step.kind()) {
            case SHADOW -> "shadow " + Durations.write(step.duration());
            case CANARY ->
                    "canary "
                            + BigDecimal.valueOf(step.share(), 2)
                                    .stripTrailingZeros()
                                    .toPlainString()
                            + "% "
                            + Durations.write(step.duration());
            case CHAMPION -> "champion";
        };
    }

    private void writeLabels(Labels labels) {
        line(0, "labels:");
        line(1, "from: " + quoted(labels.topic()));
        labels.schema().ifPresent(schema -> line(1, "schema: " + quoted(schema)));
        line(1, "on: " + quoted(labels.on()));
        line(1, "value: " + quoted(labels.value()));
        line(1, "event_time: " + quoted(labels.eventTime()));
        line(1, "within: " + Durations.write(labels.within()));
        labels.otherwise().ifPresent(label -> line(1, "otherwise: " + label.longValue()));
        line(1, "out_of_orderness: " + Durations.write(labels.outOfOrderness()));
    }

    private void writeRetrainWhen(RetrainWhen when) {
        line(0, "retrain_when:");
        line(1, "first_examples: " + when.firstExamples());
        line(1, "change_in_errors: " + when.changeInErrors());
        when.performance().ifPresent(this::writePerformance);
        when.drift().ifPresent(this::writeDrift);
        OptionalInt every = when.everyExamples();
        line(1, "every_examples: " + (every.isPresent() ? every.getAsInt() : "off"));
        when.schedule().ifPresent(times -> line(1, "schedule: " + quoted(times.toString())));
        line(1, "cool_down: " + Durations.write(when.coolDown()));
        line(1, "at_most_per_day: " + when.atMostPerDay());
    }

    private void writePerformance(RetrainWhen.Performance performance) {
        line(1, "performance:");
        line(2, "metric: " + quoted(performance.name()));
        line(2, (performance.rises() ? "rises_by: " : "falls_by: ") + performance.by());
        line(2, "for_windows: " + performance.forWindows());
    }

    private void writeDrift(RetrainWhen.Drift drift) {
        line(1, "drift:");
        line(2, "share_of_features: " + drift.shareOfFeatures());
        line(2, "for_windows: " + drift.forWindows());
    }

    private void line(int depth, String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }

    private static String texts(List<Text> texts) {
        return list(texts.stream().map(Text::value).toList());
    }

    static String list(List<String> texts) {
        return texts.stream()
                .map(ResolvedPipelineWriter::quoted)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String word(Enum<?> constant, char separator) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', separator);
    }

    static String quoted(Text text) {
        return quoted(text.value());
    }

    /** A simple word as it is, anything else in double quotes; a {@code $} is doubled. */
    static String quoted(String text) {
        if (isWord(text)) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> appendEscaped(c, quoted));
        return quoted.append('"').toString();
    }

    private static void appendEscaped(int c, StringBuilder quoted) {
        if (c == '"' || c == '\\') {
            quoted.append('\\').appendCodePoint(c);
        } else if (c == '$') {
            quoted.append("$$");
        } else if (c < ' '
                || (c >= 0x7F && c <= 0xA0)
                || (c >= 0x2028 && c <= 0x2029)
                || c == 0xFEFF) {
            quoted.append(String.format(Locale.ROOT, "\\u%04X", c));
        } else {
            quoted.appendCodePoint(c);
        }
    }

    private static boolean isWord(String text) {
        boolean plain =
                text.chars()
                        .allMatch(
                                c ->
                                        c < 128
                                                && (Character.isLetterOrDigit(c)
                                                        || c == '_'
                                                        || c == '-'));
        return plain && !text.isEmpty() && !text.startsWith("-") && !text.equalsIgnoreCase("null");
    }
}
