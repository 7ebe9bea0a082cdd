package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A map from names that the user chooses, with at least one entry; a list in the file's order.
 *
 * @param expected such as {@code a map from a source's name to its settings}
 */
record NamedKind<T>(String expected, TextKind name, Reader<T> reader) implements Kind<List<T>> {

    /** Reads what's under a name; empty after a report. */
    interface Reader<T> {
        Optional<T> read(Text name, Value value);

        /** Hears that the map is broken, so that no names are known. */
        default void nothing() {}
    }

    @Override
    public Optional<List<T>> read(Value value) {
        Optional<List<Value.Entry>> entries = value.entries(expected);
        if (entries.isEmpty()) {
            reader.nothing();
            return Optional.empty();
        }
        if (entries.get().isEmpty()) {
            reader.nothing();
            value.reading()
                    .report(
                            PipelineFileError.NOTHING_IN_IT,
                            value.span(),
                            value.name() + " is empty",
                            "it takes " + expected);
        }
        List<T> read = new ArrayList<>();
        for (Value.Entry entry : entries.get()) {
            boolean valid = checkName(entry);
            Text text = new Text(entry.key(), entry.keySpan().place());
            Optional<T> element = reader.read(text, entry.value());
            element.filter(e -> valid).ifPresent(read::add);
        }
        boolean complete = !read.isEmpty() && read.size() == entries.get().size();
        return complete ? Optional.of(read) : Optional.empty();
    }

    private boolean checkName(Value.Entry entry) {
        try {
            name.parse(new Scalar(entry.key(), true, entry.keySpan().place()));
            return true;
        } catch (Rejected e) {
            Value key =
                    new Value(
                            entry.value().path(),
                            entry.value().node(),
                            entry.keySpan(),
                            entry.keySpan(),
                            entry.value().reading());
            key.reject(entry.key(), e);
            return false;
        }
    }
}
