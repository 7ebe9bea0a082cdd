package io.millrace.jobs.pipeline;

import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Labels;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.SchemaError;
import io.millrace.schemas.serde.RowTypes;
import io.millrace.schemas.serde.RowTypes.Lookup;

import org.apache.avro.Schema;

import java.util.List;
import java.util.Set;

/** Checks that a schema has the fields that {@code labels} names, of types that fit. */
final class LabelFields {
    private final Schema schema;
    private final Problems problems;

    private LabelFields(Schema schema, Problems problems) {
        this.schema = schema;
        this.problems = problems;
    }

    static void check(Labels labels, Schema schema, Problems problems) {
        LabelFields fields = new LabelFields(schema, problems);
        fields.check(labels.on(), "an event's id", Set.of(ValueType.STRING, ValueType.INTEGER));
        fields.check(
                labels.value(),
                "a label",
                Set.of(ValueType.BOOLEAN, ValueType.INTEGER, ValueType.DOUBLE));
        fields.check(
                labels.eventTime(),
                "an event time",
                Set.of(ValueType.TIMESTAMP, ValueType.INTEGER));
    }

    private void check(Text name, String role, Set<ValueType> allowed) {
        Lookup found = RowTypes.field(schema, name.value());
        if (found instanceof Lookup.Missing missing) {
            problems.add(
                    SchemaError.UNKNOWN_LABEL_FIELD
                            .at(
                                    name.place(),
                                    name.value().length(),
                                    "the labels have no field \"" + name + "\"",
                                    "they have: " + String.join(", ", missing.fields()))
                            .suggesting(
                                    NearestName.of(name.value(), missing.fields()).orElse(null)));
        } else if (found instanceof Lookup.Unsupported unsupported) {
            problems.add(
                    SchemaError.WRONG_LABEL_FIELD.at(
                            name.place(),
                            name.value().length(),
                            "\"" + name + "\" can't be " + role,
                            unsupported.reason()));
        } else if (found instanceof Lookup.Found good && !allowed.contains(good.field().type())) {
            List<String> readable = allowed.stream().sorted().map(ValueType::readable).toList();
            problems.add(
                    SchemaError.WRONG_LABEL_FIELD.at(
                            name.place(),
                            name.value().length(),
                            "\"%s\" is %s and can't be %s"
                                    .formatted(name, good.field().type().readable(), role),
                            role + " is " + String.join(" or ", readable)));
        }
    }
}
