package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code alerts}. */
final class AlertsSection implements Kind<Alerts> {
    private final WebhookSection webhook = new WebhookSection();

    private final Key<List<Alerts.Webhook>> webhooks =
            Key.optional(
                    "webhooks",
                    new NamedKind<>(
                            "a map from a webhook's name to its settings", TextKind.NAME, webhook),
                    "alerts stay on their topic",
                    "HTTP endpoints that are told about alerts");

    private final Section section = new Section("alerts", List.of(webhooks), Set.of());

    List<Section> sections() {
        return List.of(section, webhook.section);
    }

    @Override
    public String expected() {
        return "a map with the key webhooks";
    }

    @Override
    public Optional<Alerts> read(Value value) {
        return section.read(value)
                .filter(Found::complete)
                .map(found -> new Alerts(found.find(webhooks).orElse(List.of())));
    }
}
