package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Quoted;

import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A list with at least one entry.
 *
 * @param expected such as {@code a list of durations}
 * @param identity what two entries must not have in common
 */
public record ListKind<T>(String expected, Kind<T> element, Function<T, Object> identity)
        implements Kind<List<T>> {

    @Override
    public Optional<List<T>> read(Value value) {
        Optional<List<Value>> items = value.items(expected);
        if (items.isEmpty()) {
            return Optional.empty();
        }
        if (items.get().isEmpty()) {
            value.reading()
                    .report(
                            PipelineFileError.NOTHING_IN_IT,
                            value.span(),
                            value.name() + " is empty",
                            "it takes " + expected);
            return Optional.empty();
        }
        List<T> elements = new ArrayList<>();
        Map<Object, Value> seen = new HashMap<>();
        for (Value item : items.get()) {
            Optional<T> read = element.read(item);
            read.filter(e -> isFirst(identity.apply(e), item, seen)).ifPresent(elements::add);
        }
        return elements.size() == items.get().size() ? Optional.of(elements) : Optional.empty();
    }

    private static boolean isFirst(Object identity, Value item, Map<Object, Value> seen) {
        Value first = seen.putIfAbsent(identity, item);
        if (first != null) {
            String written =
                    item.node() instanceof ScalarNode scalar
                            ? Quoted.of(scalar.getValue())
                            : "an entry";
            item.reading()
                    .report(
                            PipelineFileError.REPEATED_ENTRY,
                            item.span(),
                            item.name() + ": " + written + " repeats an earlier entry",
                            "first: " + first.span().place());
        }
        return first == null;
    }
}
