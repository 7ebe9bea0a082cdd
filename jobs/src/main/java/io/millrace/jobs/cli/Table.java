package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A result of rows, whatever the format it's written in.
 *
 * @param name of the rows in JSON, in the plural: {@code topics}
 * @param columns names in snake_case
 * @param rows values by column: null, Boolean, Integer, Long, String or JsonNode
 */
record Table(String name, List<String> columns, List<List<@Nullable Object>> rows) {

    /** A table without rows, to be filled by {@link #add}. */
    static Table of(String name, String... columns) {
        return new Table(name, List.of(columns), new ArrayList<>());
    }

    void add(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(
                    values.length + " values for " + columns.size() + " columns");
        }
        rows.add(new ArrayList<>(Arrays.asList(values)));
    }

    /** A row as a JSON object. */
    ObjectNode object(List<@Nullable Object> row) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < columns.size(); i++) {
            object.set(columns.get(i), json(row.get(i)));
        }
        return object;
    }

    private static JsonNode json(@Nullable Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value == null) {
            return nodes.nullNode();
        }
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        }
        if (value instanceof Integer || value instanceof Long) {
            return nodes.numberNode(((Number) value).longValue());
        }
        if (value instanceof Double real && Double.isFinite(real)) {
            return nodes.numberNode(real);
        }
        return nodes.textNode(value.toString());
    }
}
