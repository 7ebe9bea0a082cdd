package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code monitor}. */
final class MonitorSection implements Kind<Monitor> {
    private final Key<Duration> window =
            Key.withDefault(
                    "window",
                    Durations.aboveZero(),
                    "1h",
                    "length of the tumbling windows of event time that drift and performance are"
                            + " told for");

    final Section section = new Section("monitor", List.of(window), Set.of());

    @Override
    public String expected() {
        return "a map such as {window: 1h}";
    }

    @Override
    public Optional<Monitor> read(Value value) {
        return section.read(value)
                .filter(Found::complete)
                .map(found -> new Monitor(found.get(window)));
    }
}
