package io.millrace.jobs.cli.trial;

import io.millrace.jobs.cli.trial.TestFile.Item;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Single values whose types are known only from the pipeline. */
final class ItemKind implements Kind<Item> {
    private static final String EXPECTED = "a number, a text, true, false, a time or null";

    @Override
    public String expected() {
        return EXPECTED;
    }

    @Override
    public Optional<Item> read(Value value) {
        return read(new Text(value.name(), value.span().place()), value);
    }

    private static Optional<Item> read(Text name, Value value) {
        if (value.isNull()) {
            return Optional.of(new Item(name, null, true, value.span()));
        }
        return value.scalar(EXPECTED)
                .map(scalar -> new Item(name, scalar.text(), scalar.typed(), value.span()));
    }

    /** A map from names to such values. */
    static final class OfNames implements Kind<List<Item>> {
        @Override
        public String expected() {
            return "a map from names to values";
        }

        @Override
        public Optional<List<Item>> read(Value value) {
            Optional<List<Value.Entry>> entries = value.entries(expected());
            if (entries.isEmpty()) {
                return Optional.empty();
            }
            List<Item> items = new ArrayList<>();
            for (Value.Entry entry : entries.get()) {
                Text name = new Text(entry.key(), entry.keySpan().place());
                ItemKind.read(name, entry.value()).ifPresent(items::add);
            }
            return items.size() == entries.get().size() ? Optional.of(items) : Optional.empty();
        }
    }
}
