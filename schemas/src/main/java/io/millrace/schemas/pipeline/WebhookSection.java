package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What's under {@code alerts.webhooks.<name>}. */
final class WebhookSection implements NamedKind.Reader<Alerts.Webhook> {
    /** Alertmanager forgets what it doesn't hear again within five minutes. */
    private static final Duration ALERTMANAGER_REPEATS = Duration.ofMinutes(1);

    private final Key<Text> url =
            Key.optional(
                    "url",
                    new WebhookUrlKind(),
                    "what `url_from` says",
                    "where it is; of Alertmanager without /api/v2/alerts");
    private final Key<Text> urlFrom =
            Key.optional(
                    "url_from",
                    WebhookUrlKind.VARIABLE,
                    "what `url` says",
                    "the environment variable that holds where it is, for addresses that are"
                            + " secrets, such as Slack's");
    private final Key<Text> tokenFrom =
            Key.optional(
                    "token_from",
                    WebhookUrlKind.VARIABLE,
                    "no token",
                    "the environment variable that holds a bearer token");
    private final Key<Alerts.Format> format =
            Key.withDefault(
                    "format",
                    Choice.of(Alerts.Format.values(), '_'),
                    "json",
                    "one JSON object an alert, a message for Slack, or Alertmanager's API v2");
    private final Key<Alerts.Level> atLeast =
            Key.withDefault(
                    "at_least",
                    Choice.of(Alerts.Level.values(), '_'),
                    "warning",
                    "how urgent an alert has to be to be told");
    private final Key<Duration> timeout =
            Key.withDefault("timeout", Durations.aboveZero(), "10s", "for one answer");
    private final Key<Duration> repeatEvery =
            Key.optional(
                    "repeat_every",
                    Durations.orOff(),
                    "`1m` for Alertmanager, which forgets; else `off`",
                    "how long after the last word an alert that goes on is told again, unless it's"
                            + " acknowledged");
    private final Key<Duration> giveUpAfter =
            Key.withDefault(
                    "give_up_after",
                    Durations.aboveZero(),
                    "1d",
                    "how long a message is tried before it becomes a dead letter");

    final Section section =
            new Section(
                    "alerts.webhooks.<name>",
                    List.of(
                            url,
                            urlFrom,
                            tokenFrom,
                            format,
                            atLeast,
                            timeout,
                            repeatEvery,
                            giveUpAfter),
                    Set.of());

    @Override
    public Optional<Alerts.Webhook> read(Text name, Value value) {
        Optional<Found> found = section.read(value);
        boolean oneAddress = found.isPresent() && hasOneAddress(value, found.get());
        return found.filter(Found::complete).filter(f -> oneAddress).map(f -> webhook(name, f));
    }

    /** Misspelt keys were reported: that one is missing may follow from that. */
    private boolean hasOneAddress(Value value, Found found) {
        boolean both = found.written(url).isPresent() && found.written(urlFrom).isPresent();
        boolean neither = found.written(url).isEmpty() && found.written(urlFrom).isEmpty();
        if (both || (neither && !found.hasUnknownKeys())) {
            value.reading()
                    .report(
                            PipelineFileError.KEYS_DISAGREE,
                            value.home(),
                            value.name() + (both ? " has url and url_from" : " has no url"),
                            "name one of url, url_from");
        }
        return !both && !neither;
    }

    private Alerts.Webhook webhook(Text name, Found found) {
        Alerts.Format understood = found.get(format);
        Duration repeats =
                understood == Alerts.Format.ALERTMANAGER ? ALERTMANAGER_REPEATS : Duration.ZERO;
        return new Alerts.Webhook(
                name,
                found.find(url),
                found.find(urlFrom),
                found.find(tokenFrom),
                understood,
                found.get(atLeast),
                found.get(timeout),
                found.find(repeatEvery).orElse(repeats),
                found.get(giveUpAfter));
    }
}
