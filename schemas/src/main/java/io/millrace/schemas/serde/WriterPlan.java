package io.millrace.schemas.serde;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How the records of one writer's schema are read: a step for each of its fields, in its order, and
 * what is set without being read.
 *
 * @param refusal why none of its records can be read, or null
 */
record WriterPlan(List<Step> steps, List<Default> defaults, @Nullable MalformedException refusal) {

    /** One field of the writer's. */
    record Step(String field, ValueReader reader) {}

    /** A field that the writer doesn't have. */
    record Default(int index, ValueType type, Object value) {}

    WriterPlan {
        steps = List.copyOf(steps);
        defaults = List.copyOf(defaults);
    }

    static WriterPlan refusing(MalformedException why) {
        return new WriterPlan(List.of(), List.of(), why);
    }

    void setDefaults(Row row) {
        for (Default each : defaults) {
            row.set(each.index, each.type, each.value);
        }
    }
}
