package io.millrace.features;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.Problems;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A source's fields, and which of them are used. */
final class SourceFields {
    private final int index;
    private final String name;
    private final RowType type;
    private final Problems problems;
    private final Set<String> used = new HashSet<>();

    SourceFields(int index, String name, RowType type, Problems problems) {
        this.index = index;
        this.name = name;
        this.type = type;
        this.problems = problems;
    }

    /** Where columns are in a projection; -1 for one that isn't used any more: it's never there. */
    static int[] indices(List<Field> columns, RowType projection) {
        return columns.stream()
                .mapToInt(
                        column ->
                                projection.indexOf(column.name()).stream()
                                        .filter(i -> projection.field(i).type() == column.type())
                                        .findFirst()
                                        .orElse(-1))
                .toArray();
    }

    int index() {
        return index;
    }

    String name() {
        return name;
    }

    RowType type() {
        return type;
    }

    void use(String field) {
        used.add(field);
    }

    /** The field of that name, from now on in the projection; a problem if there's none. */
    Optional<Field> use(Text field) {
        if (type.indexOf(field.value()).isEmpty()) {
            List<String> names = type.fields().stream().map(Field::name).toList();
            problems.add(
                    FeatureError.UNKNOWN_FIELD
                            .at(
                                    field.place(),
                                    Math.max(field.value().length(), 1),
                                    "unknown field \"" + field.value() + "\"",
                                    "source " + name + " has: " + String.join(", ", names))
                            .suggesting(NearestName.of(field.value(), names).orElse(null)));
            return Optional.empty();
        }
        used.add(field.value());
        return Optional.of(type.field(type.index(field.value())));
    }

    /**
     * The same, with a problem if it's of another type.
     *
     * @param role what it's used as, such as "an id"
     */
    Optional<Field> use(Text field, String role, Set<ValueType> allowed) {
        Optional<Field> found = use(field);
        if (found.isPresent() && !allowed.contains(found.get().type())) {
            List<String> readable = allowed.stream().sorted().map(ValueType::readable).toList();
            problems.add(
                    FeatureError.WRONG_FIELD_TYPE.at(
                            field.place(),
                            field.value().length(),
                            "\""
                                    + field.value()
                                    + "\" is "
                                    + found.get().type().readable()
                                    + " and can't be "
                                    + role,
                            role + " is " + String.join(" or ", readable)));
            return Optional.empty();
        }
        return found;
    }

    /** The used fields in the schema's order. */
    RowType projection() {
        return new RowType(
                type.fields().stream().filter(field -> used.contains(field.name())).toList());
    }
}
