package io.millrace.schemas.pipeline;

import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.yaml.Choice;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The types of values, in the pipeline file's words. */
final class TypeKind {

    private TypeKind() {}

    static Choice<ValueType> choice() {
        Map<String, ValueType> types = new LinkedHashMap<>();
        for (ValueType type : ValueType.values()) {
            types.put(word(type), type);
        }
        return new Choice<>(types);
    }

    static String word(ValueType type) {
        return type == ValueType.STRING ? "text" : type.name().toLowerCase(Locale.ROOT);
    }
}
