package io.millrace.schemas.event;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalInt;

/** The ordered fields of a {@link Row}. Names are unique. */
public final class RowType implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<Field> fields;
    private final HashMap<String, Integer> indices = new HashMap<>();

    public RowType(List<Field> fields) {
        this.fields = List.copyOf(fields);
        for (Field field : this.fields) {
            if (indices.put(field.name(), indices.size()) != null) {
                throw new IllegalArgumentException("two fields named \"" + field.name() + "\"");
            }
        }
    }

    public List<Field> fields() {
        return fields;
    }

    public Field field(int index) {
        return fields.get(index);
    }

    public int size() {
        return fields.size();
    }

    public OptionalInt indexOf(String name) {
        Integer index = indices.get(name);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /**
     * @throws IllegalArgumentException if there's no such field
     */
    public int index(String name) {
        return indexOf(name)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no field \""
                                                + name
                                                + "\" among "
                                                + indices.keySet().stream().sorted().toList()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowType type && fields.equals(type.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
