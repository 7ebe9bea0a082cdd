package io.millrace.jobs.cli.trial;

import io.millrace.jobs.cli.trial.TestFile.Defaults;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What's under {@code defaults}: fields by source. */
final class DefaultsKind implements Kind<List<Defaults>> {
    @Override
    public String expected() {
        return "a map from a source's name to its events' fields";
    }

    @Override
    public Optional<List<Defaults>> read(Value value) {
        Optional<List<Value.Entry>> entries = value.entries(expected());
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        List<Defaults> all = new ArrayList<>();
        for (Value.Entry entry : entries.get()) {
            Text source = new Text(entry.key(), entry.keySpan().place());
            new ItemKind.OfNames()
                    .read(entry.value())
                    .ifPresent(fields -> all.add(new Defaults(source, fields)));
        }
        return all.size() == entries.get().size() ? Optional.of(all) : Optional.empty();
    }
}
