package io.millrace.jobs.alert;

import io.millrace.drift.notify.OutboxTerms;
import io.millrace.schemas.avro.Severity;
import io.millrace.schemas.pipeline.Alerts;
import io.millrace.schemas.pipeline.Text;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Duration;

/**
 * A webhook of the pipeline file, in a form that can be sent to where operators run.
 *
 * @param url null if {@code urlFrom} names the variable that holds it
 * @param tokenFrom the variable that holds a bearer token; null for none
 */
public record WebhookSettings(
        String name,
        @Nullable String url,
        @Nullable String urlFrom,
        @Nullable String tokenFrom,
        Alerts.Format format,
        Alerts.Level atLeast,
        Duration timeout,
        Duration repeatEvery,
        Duration giveUpAfter)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public static WebhookSettings of(Alerts.Webhook webhook) {
        return new WebhookSettings(
                webhook.name().value(),
                webhook.url().map(Text::value).orElse(null),
                webhook.urlFrom().map(Text::value).orElse(null),
                webhook.tokenFrom().map(Text::value).orElse(null),
                webhook.format(),
                webhook.atLeast(),
                webhook.timeout(),
                webhook.repeatEvery(),
                webhook.giveUpAfter());
    }

    OutboxTerms terms() {
        return new OutboxTerms(
                Severity.valueOf(atLeast.name()),
                repeatEvery.toMillis(),
                format == Alerts.Format.ALERTMANAGER,
                giveUpAfter.toMillis());
    }
}
