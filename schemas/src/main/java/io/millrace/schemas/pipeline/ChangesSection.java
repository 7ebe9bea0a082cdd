package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Quoted;

import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code sources.<name>.changes}. */
final class ChangesSection implements Kind<Changes> {
    private final Key<Text> row =
            Key.required("row", TextKind.FIELD, "the field that identifies the row");
    private final Key<Text> time =
            Key.optional(
                    "time",
                    TextKind.FIELD,
                    "event_time: an update moves its row",
                    "the field of the row's own time, by which it's in a window");
    private final Key<Text> operation =
            Key.required(
                    "operation", TextKind.FIELD, "the field that says what's done with the row");
    private final ValuesSection values = new ValuesSection();
    private final Key<ValuesSection.Operations> operations =
            Key.optional(
                    "values",
                    values,
                    "Debezium's: insert: [c, r], update: u, delete: d",
                    "what the operation's field holds");

    final Section section =
            new Section(
                    "sources.<name>.changes", List.of(row, time, operation, operations), Set.of());

    List<Section> sections() {
        return List.of(section, values.section);
    }

    @Override
    public String expected() {
        return "a map such as {row: order_id, operation: op}";
    }

    @Override
    public Optional<Changes> read(Value value) {
        return section.read(value)
                .filter(Found::complete)
                .map(found -> changes(found, value.span().place()));
    }

    private Changes changes(Found found, Place place) {
        ValuesSection.Operations said =
                found.find(operations).orElseGet(() -> ValuesSection.Operations.debezium(place));
        return new Changes(
                found.get(row),
                found.find(time),
                found.get(operation),
                said.inserts(),
                said.updates(),
                said.deletes());
    }

    /** The field of the row's id, where it was written. */
    Value row(Value changes) {
        return changes.entries("a map").orElseThrow().stream()
                .filter(entry -> entry.key().equals(row.name()))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** {@code values}: each operation has one value or several, and no value has two. */
    private static final class ValuesSection implements Kind<ValuesSection.Operations> {
        private final Key<List<Text>> insert = key("insert", "of records that add a row");
        private final Key<List<Text>> update = key("update", "of records that replace a row");
        private final Key<List<Text>> delete = key("delete", "of records that remove a row");
        private final Section section =
                new Section(
                        "sources.<name>.changes.values", List.of(insert, update, delete), Set.of());

        record Operations(List<Text> inserts, List<Text> updates, List<Text> deletes) {
            static Operations debezium(Place place) {
                return new Operations(
                        List.of(new Text("c", place), new Text("r", place)),
                        List.of(new Text("u", place)),
                        List.of(new Text("d", place)));
            }
        }

        private static Key<List<Text>> key(String name, String doc) {
            return Key.optional(name, new SeveralKind(), "no such records", "the value " + doc);
        }

        @Override
        public String expected() {
            return "a map such as {insert: [c, r], update: u, delete: d}";
        }

        @Override
        public Optional<Operations> read(Value value) {
            Optional<Found> found = section.read(value).filter(Found::complete);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Operations read =
                    new Operations(
                            found.get().find(insert).orElse(List.of()),
                            found.get().find(update).orElse(List.of()),
                            found.get().find(delete).orElse(List.of()));
            boolean good = areDistinct(read, value);
            if (read.inserts.isEmpty() && read.updates.isEmpty()) {
                good = false;
                value.reading()
                        .report(
                                PipelineFileError.MISSING_KEY,
                                value.home(),
                                value.name() + " has neither insert nor update",
                                "no row could ever come: it takes " + expected());
            }
            return good ? Optional.of(read) : Optional.empty();
        }

        private static boolean areDistinct(Operations read, Value value) {
            Map<String, Place> seen = new HashMap<>();
            boolean distinct = true;
            for (List<Text> texts : List.of(read.inserts, read.updates, read.deletes)) {
                for (Text text : texts) {
                    Place first = seen.putIfAbsent(text.value(), text.place());
                    if (first != null) {
                        distinct = false;
                        report(text, first, value);
                    }
                }
            }
            return distinct;
        }

        private static void report(Text text, Place first, Value value) {
            Problem problem =
                    PipelineFileError.REPEATED_ENTRY.at(
                            text.place(),
                            Math.max(text.value().length(), 1),
                            value.name() + ": " + Quoted.of(text.value()) + " is there twice",
                            "first: " + first);
            value.reading().report(problem);
        }
    }

    /** A text, or a list of texts. */
    private static final class SeveralKind implements Kind<List<Text>> {
        private static final ListKind<Text> SEVERAL =
                new ListKind<>(
                        "a list of texts such as [c, r]", TextKind.WORDS, any -> new Object());

        @Override
        public String expected() {
            return "text, or " + SEVERAL.expected();
        }

        @Override
        public Optional<List<Text>> read(Value value) {
            return value.node() instanceof SequenceNode
                    ? SEVERAL.read(value)
                    : TextKind.WORDS.read(value).map(List::of);
        }
    }
}
