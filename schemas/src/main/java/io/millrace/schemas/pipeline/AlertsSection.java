package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;

import java.time.Duration;
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

    private final Key<Double> failedExpectations =
            Key.optional(
                    "failed_expectations",
                    Numbers.shareAboveZero(1),
                    "no alert",
                    "the share of a window's events, at least 100, from which on an expectation that"
                            + " they break is an alert; so is then a window that doesn't meet a rule"
                            + " about windows");
    private final Key<Double> deadLetters =
            Key.optional(
                    "dead_letters",
                    Numbers.shareAboveZero(1),
                    "no alert",
                    "the share of a source's events in a window, at least 100, from which on it's an"
                            + " alert that they became dead letters");
    private final Key<Duration> noEventsFor =
            Key.optional(
                    "no_events_for",
                    Durations.aboveZero(),
                    "no alert",
                    "how long nothing may be written to a source's topic, by the brokers' clock");

    private final Section section =
            new Section(
                    "alerts",
                    List.of(webhooks, failedExpectations, deadLetters, noEventsFor),
                    Set.of());

    List<Section> sections() {
        return List.of(section, webhook.section);
    }

    @Override
    public String expected() {
        return "a map such as {no_events_for: 2h, webhooks: {…}}";
    }

    @Override
    public Optional<Alerts> read(Value value) {
        return section.read(value)
                .filter(Found::complete)
                .map(
                        found ->
                                new Alerts(
                                        found.find(webhooks).orElse(List.of()),
                                        found.find(failedExpectations),
                                        found.find(deadLetters),
                                        found.find(noEventsFor)));
    }
}
