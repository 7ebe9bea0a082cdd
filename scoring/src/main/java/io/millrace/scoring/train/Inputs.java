package io.millrace.scoring.train;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.NearestName;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The features that a model reads.
 *
 * @param type names and types, in the model's order
 * @param fields where each stands in a row of features
 */
@SuppressWarnings("ArrayRecordComponent")
record Inputs(RowType type, int[] fields) {

    /** Those that the model names, or all. */
    static Inputs of(RowType features, Model model) {
        Collection<String> names = names(features, model);
        List<Field> inputs = new ArrayList<>();
        int[] fields = new int[names.size()];
        for (String name : names) {
            int field = resolve(name, features);
            fields[inputs.size()] = field;
            inputs.add(features.field(field));
        }
        return new Inputs(new RowType(inputs), fields);
    }

    private static Collection<String> names(RowType features, Model model) {
        if (model.inputs().isEmpty()) {
            return features.fields().stream().map(Field::name).toList();
        }
        Set<String> names = new LinkedHashSet<>();
        for (Text input : model.inputs()) {
            names.add(input.value());
        }
        return names;
    }

    private static int resolve(String name, RowType features) {
        OptionalInt field = features.indexOf(name);
        if (field.isEmpty()) {
            List<String> names = features.fields().stream().map(Field::name).toList();
            throw new TrainingRefusedException(
                    "the model reads \""
                            + name
                            + "\", which is no feature"
                            + NearestName.of(name, names)
                                    .map(nearest -> " (did you mean \"" + nearest + "\"?)")
                                    .orElse(""));
        }
        if (features.field(field.getAsInt()).type() == ValueType.TIMESTAMP) {
            throw new TrainingRefusedException(
                    "feature \""
                            + name
                            + "\" is a timestamp, which no model can generalise from;"
                            + " derive a number from it, such as an hour or an age, or name the"
                            + " model's inputs without it");
        }
        return field.getAsInt();
    }

    /** The row with the inputs alone. */
    Row project(Row features) {
        Row row = new Row(fields.length);
        for (int input = 0; input < fields.length; input++) {
            ValueType valueType = type.field(input).type();
            row.set(input, valueType, features.get(fields[input], valueType));
        }
        return row;
    }

    List<ValueType> types() {
        return type.fields().stream().map(Field::type).toList();
    }
}
