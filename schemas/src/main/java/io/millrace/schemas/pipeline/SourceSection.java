package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Span;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Quoted;
import io.millrace.schemas.topic.TopicKind;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What's under {@code sources.<name>}. */
final class SourceSection implements NamedKind.Reader<Source> {
    private final Names sources;
    private final Names topics = new Names();

    private static final String FEATURES_OF = "features_of";
    private static final String VECTOR_ID = "vector_id";
    private static final String VECTOR_TIME = "event_time";

    private final Key<Text> topic;
    private final Key<Text> featuresOf;
    private final Key<Text> schema =
            Key.optional(
                    "schema",
                    TextKind.SCHEMA_FILE,
                    "the registry's newest version of `<topic>-value`",
                    "the reader's Avro schema, relative to the pipeline file");
    private final Key<Text> id =
            Key.required("id", TextKind.FIELD, "the field that holds the event's id");
    private final Key<Text> eventTime =
            Key.required(
                    "event_time",
                    TextKind.FIELD,
                    "the field that holds the event's time: a timestamp, or a long of epoch"
                            + " milliseconds");
    private final Key<Duration> outOfOrderness =
            Key.withDefault(
                    "out_of_orderness",
                    Durations.fromZero(),
                    "0s",
                    "how far an event may be behind the newest of its partition and not be late");
    private final Key<Duration> vectorsOutOfOrder =
            Key.withDefault(
                    "out_of_orderness",
                    Durations.fromZero(),
                    "1m",
                    "how far a vector may be behind the newest of its partition and not be late:"
                            + " several subtasks of the other pipeline write to it");
    private final Key<Duration> duplicatesWithin =
            Key.withDefault(
                    "duplicates_within",
                    Durations.orOff(),
                    "1h",
                    "event time in which a repeated id is a duplicate; `off` or `0` lets repeats"
                            + " pass");
    private final Key<Duration> flushAfterIdle =
            Key.withDefault(
                    "flush_after_idle",
                    Durations.orOff(),
                    "off",
                    "wall-clock quiet after which waiting events are answered");
    private final ChangesSection changesSection = new ChangesSection();
    private final Key<Changes> changes =
            Key.optional(
                    "changes",
                    changesSection,
                    "each record is an event of its own",
                    "its records insert, update and delete rows: features see the rows that there"
                            + " are at their event. Not for the first source");
    private final ExpectationSection expectation = new ExpectationSection();
    private final Key<List<List<Rule>>> expect =
            Key.optional(
                    "expect",
                    new ListKind<>("a list of expectations", expectation, SourceSection::rules),
                    "no checks",
                    "checks at the door; an event that fails one becomes a dead letter, or what its"
                            + " `otherwise` says");

    final Section section;
    final Section vectors;

    SourceSection(Names sources, OwnTopics ownTopics) {
        this.sources = sources;
        topic = Key.optional("topic", ownTopics.topic(), "the source's name", "its Kafka topic");
        section =
                new Section(
                        "sources.<name>",
                        List.of(
                                topic,
                                schema,
                                id,
                                eventTime,
                                outOfOrderness,
                                duplicatesWithin,
                                flushAfterIdle,
                                changes,
                                expect),
                        Set.of());
        featuresOf =
                Key.required(
                        FEATURES_OF,
                        ownTopics.otherPipeline(),
                        "the pipeline whose published features are read, at the time of the event"
                                + " that they were computed for");
        vectors =
                new Section(
                        "sources.<name>: " + FEATURES_OF,
                        List.of(
                                featuresOf,
                                schema,
                                vectorsOutOfOrder,
                                duplicatesWithin,
                                flushAfterIdle,
                                expect),
                        Set.of());
    }

    List<Section> innerSections() {
        List<Section> inner = new ArrayList<>(changesSection.sections());
        inner.add(expectation.section);
        return inner;
    }

    @Override
    public void nothing() {
        sources.incomplete();
    }

    @Override
    public Optional<Source> read(Text name, Value value) {
        sources.declare(name.value(), name.place());
        boolean isOfVectors = isOfVectors(value);
        Optional<Found> found = (isOfVectors ? vectors : section).read(value);
        found.ifPresent(f -> checkTopic(name, f));
        boolean fits = !isOfVectors || isNotFirst(value);
        boolean distinct =
                found.flatMap(f -> f.find(expect)).map(e -> distinct(e, value)).orElse(true);
        return found.filter(f -> distinct && fits && f.complete() && canChange(name, f))
                .map(f -> source(name, f));
    }

    /** Whether the key that tells is there, misspelt or not. */
    private static boolean isOfVectors(Value value) {
        return value.node() instanceof MappingNode map
                && map.getValue().stream()
                        .map(NodeTuple::getKeyNode)
                        .filter(ScalarNode.class::isInstance)
                        .map(key -> ((ScalarNode) key).getValue())
                        .anyMatch(key -> NearestName.of(key, List.of(FEATURES_OF)).isPresent());
    }

    private boolean isNotFirst(Value value) {
        boolean isFirst = sources.inOrder().size() == 1;
        if (isFirst) {
            value.reading()
                    .report(
                            PipelineFileError.KEYS_DISAGREE,
                            value.home(),
                            FEATURES_OF
                                    + " can't be the first source: predictions are made for its"
                                    + " events",
                            "put the source of events before it");
        }
        return !isFirst;
    }

    /** Whether the source can be a change stream, if it says that it's one. */
    private boolean canChange(Text name, Found found) {
        Optional<Value> written = found.written(changes);
        if (written.isEmpty()) {
            return true;
        }
        boolean isFirst =
                sources.inOrder().stream().findFirst().filter(name.value()::equals).isPresent();
        if (isFirst) {
            report(
                    written.get(),
                    written.get().home(),
                    written.get().name() + ": the first source can't be a change stream",
                    "predictions are made for its events, and a prediction can't be taken back:"
                            + " name the source of the events first");
        }
        Text row = found.get(changes).row();
        boolean ofRecords =
                !row.value().equals(found.get(id).value()) || found.get(duplicatesWithin).isZero();
        if (!ofRecords) {
            report(
                    written.get(),
                    changesSection.row(written.get()).span(),
                    "the row's id "
                            + Quoted.of(row.value())
                            + " is the records' id too, so that a second change within"
                            + " duplicates_within would be taken for a duplicate of the first",
                    "give an id of the change itself, or say duplicates_within: off: a change that"
                            + " comes again does no harm");
        }
        return !isFirst && ofRecords;
    }

    private static void report(Value value, Span span, String message, String note) {
        value.reading().report(PipelineFileError.KEYS_DISAGREE, span, message, note);
    }

    /** Counts are kept by rule: of two that are the same, one would be told twice. */
    private static boolean distinct(List<List<Rule>> entries, Value value) {
        Map<String, Rule> seen = new HashMap<>();
        boolean distinct = true;
        for (Rule rule : entries.stream().flatMap(List::stream).toList()) {
            Rule first = seen.putIfAbsent(rule.expectation().rule(), rule);
            if (first != null) {
                distinct = false;
                value.reading()
                        .report(
                                PipelineFileError.REPEATED_ENTRY.at(
                                        rule.place(),
                                        1,
                                        value.name()
                                                + ".expect: "
                                                + Quoted.of(rule.expectation().rule())
                                                + " is there twice",
                                        "first: " + first.place()));
            }
        }
        return distinct;
    }

    private Source source(Text name, Found found) {
        Optional<Text> of = found.find(featuresOf);
        return new Source(
                name,
                of,
                topic(name, found),
                found.find(schema),
                of.map(o -> new Text(VECTOR_ID, o.place())).orElseGet(() -> found.get(id)),
                of.map(o -> new Text(VECTOR_TIME, o.place())).orElseGet(() -> found.get(eventTime)),
                found.get(of.isPresent() ? vectorsOutOfOrder : outOfOrderness),
                found.get(duplicatesWithin),
                Optional.of(found.get(flushAfterIdle)).filter(d -> !d.isZero()),
                found.find(expect).orElse(List.of()).stream().flatMap(List::stream).toList(),
                found.find(changes));
    }

    private Text topic(Text name, Found found) {
        return found.find(featuresOf)
                .map(of -> new Text(of + "." + TopicKind.FEATURES.suffix(), of.place()))
                .or(() -> found.find(topic))
                .orElse(name);
    }

    private void checkTopic(Text name, Found found) {
        Text read = topic(name, found);
        Span span =
                found.written(featuresOf)
                        .or(() -> found.written(topic))
                        .map(Value::span)
                        .orElse(found.section().home());
        Optional<Place> first = topics.declare(read.value(), span.place());
        first.ifPresent(
                place ->
                        found.section()
                                .reading()
                                .report(
                                        PipelineFileError.DUPLICATE_TOPIC,
                                        span,
                                        "the topic "
                                                + Quoted.of(read.value())
                                                + " is read by another source already",
                                        "first: " + place));
    }

    private static List<String> rules(List<Rule> rules) {
        return rules.stream().map(rule -> rule.expectation().rule()).toList();
    }
}
