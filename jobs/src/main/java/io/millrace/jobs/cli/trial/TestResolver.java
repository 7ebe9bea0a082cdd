package io.millrace.jobs.cli.trial;

import io.millrace.jobs.cli.trial.TestFile.Case;
import io.millrace.jobs.cli.trial.TestFile.Defaults;
import io.millrace.jobs.cli.trial.TestFile.Give;
import io.millrace.jobs.cli.trial.TestFile.Item;
import io.millrace.jobs.cli.trial.TestFile.Step;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.Quoted;
import io.millrace.schemas.problem.TestFileError;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resolves a test file's names and values against the pipeline; all mistakes come at once. */
final class TestResolver {
    private final CheckedPipeline checked;
    private final List<RowType> fields;
    private final Map<Integer, Map<String, @Nullable Object>> defaults = new LinkedHashMap<>();
    private final Problems problems = new Problems();

    /**
     * An event whose values are known.
     *
     * @param values by field, boxed as in a row
     * @param recordTime in epoch milliseconds
     */
    record Event(
            Give written,
            int source,
            Map<String, @Nullable Object> values,
            long recordTime,
            List<Wanted> features) {}

    /** A feature's expected value, boxed as in a row. */
    record Wanted(Item written, int feature, @Nullable Object value) {}

    /** A test whose steps are known: an {@link Event}, or a watermark in epoch milliseconds. */
    record Resolved(Case test, List<Object> steps) {}

    private TestResolver(CheckedPipeline checked, List<RowType> fields) {
        this.checked = checked;
        this.fields = fields;
    }

    /**
     * @param fields of each source that events may be given
     * @throws io.millrace.schemas.problem.ProblemsException with every mistake
     */
    static List<Resolved> resolve(TestFile file, CheckedPipeline checked, List<RowType> fields) {
        TestResolver resolver = new TestResolver(checked, fields);
        file.defaults().forEach(resolver::defaults);
        List<Resolved> all = file.tests().stream().map(resolver::test).toList();
        resolver.problems.throwIfErrors();
        return all;
    }

    private void defaults(Defaults written) {
        source(written.source())
                .ifPresent(
                        source -> {
                            Map<String, @Nullable Object> values = new LinkedHashMap<>();
                            written.fields().forEach(item -> field(source, item, values));
                            defaults.put(source, values);
                        });
    }

    private Resolved test(Case test) {
        List<Object> steps = new ArrayList<>();
        for (Step step : test.steps()) {
            if (step instanceof TestFile.Watermark watermark) {
                steps.add(watermark.time());
            } else if (step instanceof Give give) {
                event(give, steps.size() + 1).ifPresent(steps::add);
            }
        }
        return new Resolved(test, steps);
    }

    private Optional<Event> event(Give give, int number) {
        Optional<Integer> source =
                give.source().isPresent() ? source(give.source().get()) : Optional.of(0);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        Source declared = checked.pipeline().sources().get(source.get());
        String idField = declared.id().value();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put(
                idField,
                type(source.get(), idField) == ValueType.INTEGER
                        ? (Object) (long) number
                        : "event-" + number);
        values.putAll(defaults.getOrDefault(source.get(), Map.of()));
        give.id().ifPresent(id -> put(idField, type(source.get(), idField), id, values));
        String timeField = declared.eventTime().value();
        give.at().ifPresent(at -> put(timeField, ValueType.TIMESTAMP, at, values));
        for (Item item : give.fields()) {
            boolean twice =
                    (give.id().isPresent() && item.name().value().equals(idField))
                            || (give.at().isPresent() && item.name().value().equals(timeField));
            if (twice) {
                problems.add(
                        PipelineFileError.KEYS_DISAGREE.at(
                                item.name().place(),
                                item.name().value().length(),
                                Quoted.of(item.name().value()) + " is given twice",
                                "id: and at: stand for the fields "
                                        + idField
                                        + " and "
                                        + timeField));
            }
            field(source.get(), item, values);
        }
        long time = values.get(timeField) instanceof Long millis ? millis : 0;
        return Optional.of(
                new Event(
                        give,
                        source.get(),
                        values,
                        give.recordTime().orElse(time),
                        features(give, source.get())));
    }

    private List<Wanted> features(Give give, int source) {
        RowType features = checked.plan().features();
        List<Wanted> wanted = new ArrayList<>();
        for (Item item : give.expected().features()) {
            if (source != 0) {
                problems.add(
                        PipelineFileError.KEYS_DISAGREE.at(
                                item.name().place(),
                                item.name().value().length(),
                                "features are expected of an event that isn't answered",
                                "only events of the first source are answered: "
                                        + checked.pipeline().mainSource().name()));
            } else if (known(item.name(), "feature", features, "millrace features list has all")) {
                int index = features.index(item.name().value());
                value(features.field(index).type(), item)
                        .ifPresent(value -> wanted.add(new Wanted(item, index, value.boxed())));
            }
        }
        return wanted;
    }

    private Optional<Integer> source(Text name) {
        List<String> names =
                checked.pipeline().sources().stream().map(s -> s.name().value()).toList();
        int index = names.indexOf(name.value());
        if (index < 0) {
            problems.add(
                    PipelineFileError.UNKNOWN_SOURCE
                            .at(
                                    name.place(),
                                    name.value().length(),
                                    "there is no source " + Quoted.of(name.value()),
                                    "the pipeline has: " + String.join(", ", names))
                            .suggesting(NearestName.of(name.value(), names).orElse(null)));
        }
        return index < 0 ? Optional.empty() : Optional.of(index);
    }

    private ValueType type(int source, String field) {
        RowType type = fields.get(source);
        return type.field(type.index(field)).type();
    }

    private void field(int source, Item item, Map<String, @Nullable Object> values) {
        RowType type = fields.get(source);
        String names = String.join(", ", type.fields().stream().map(Field::name).toList());
        if (known(item.name(), "field", type, "the source has: " + names)) {
            put(item.name().value(), type(source, item.name().value()), item, values);
        }
    }

    private void put(
            String field, ValueType type, Item item, Map<String, @Nullable Object> values) {
        value(type, item).ifPresent(value -> values.put(field, value.boxed()));
    }

    private boolean known(Text name, String what, RowType type, String note) {
        if (type.indexOf(name.value()).isPresent()) {
            return true;
        }
        List<String> names = type.fields().stream().map(Field::name).toList();
        Problem problem =
                TestFileError.UNKNOWN_NAME.at(
                        name.place(),
                        name.value().length(),
                        "unknown " + what + " " + Quoted.of(name.value()),
                        note);
        problems.add(problem.suggesting(NearestName.of(name.value(), names).orElse(null)));
        return false;
    }

    /** A value, which may be null. */
    private record Boxed(@Nullable Object boxed) {}

    private Optional<Boxed> value(ValueType type, Item item) {
        if (item.text() == null) {
            return Optional.of(new Boxed(null));
        }
        boolean asText = type == ValueType.STRING || type == ValueType.TIMESTAMP;
        Optional<Object> value =
                item.plain() || asText ? TypedText.parse(type, item.text()) : Optional.empty();
        if (value.isEmpty()) {
            problems.add(
                    TestFileError.BAD_VALUE.at(
                            item.span().place(),
                            item.span().length(),
                            item.name()
                                    + ": "
                                    + Quoted.of(item.text())
                                    + " can't be "
                                    + type.readable(),
                            "it takes " + TypedText.allowed(type) + ", or null"));
        }
        return value.map(Boxed::new);
    }
}
