package io.millrace.schemas.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whom alerts are told.
 *
 * @param webhooks in the file's order; empty if alerts stay on their topic
 */
public record Alerts(List<Webhook> webhooks) {
    /** What holds if the file has no {@code alerts}. */
    public static final Alerts NONE = new Alerts(List.of());

    public Alerts {
        webhooks = List.copyOf(webhooks);
    }

    /** What a webhook understands. */
    public enum Format {
        /** One JSON object an alert, with everything that's known of it. */
        JSON,
        /** A message as Slack's incoming webhooks take it. */
        SLACK,
        /** Alertmanager's API, version 2. */
        ALERTMANAGER
    }

    /** How urgent an alert is at least. */
    public enum Level {
        WARNING,
        CRITICAL
    }

    /**
     * An HTTP endpoint that's told about alerts. Secrets aren't here: only the names of the
     * environment variables that hold them, where the alerts job runs.
     *
     * @param name by which logs know it
     * @param url where it is, unless it's a secret
     * @param urlFrom the environment variable that holds where it is; one of the two is there
     * @param tokenFrom the environment variable that holds a bearer token, if it wants one
     * @param atLeast less urgent alerts aren't told
     * @param timeout for one answer, above zero
     * @param repeatEvery how long after the last word of an alert that goes on it's told again,
     *     unless somebody has acknowledged it; zero for never
     * @param giveUpAfter how long one message is tried, above zero
     */
    public record Webhook(
            Text name,
            Optional<Text> url,
            Optional<Text> urlFrom,
            Optional<Text> tokenFrom,
            Format format,
            Level atLeast,
            Duration timeout,
            Duration repeatEvery,
            Duration giveUpAfter) {

        public Webhook {
            if (url.isPresent() == urlFrom.isPresent()) {
                throw new IllegalArgumentException(
                        "webhook " + name + " has url and urlFrom, or neither; one is needed");
            }
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException(
                        "timeout is " + timeout + ", it has to be above 0");
            }
            if (giveUpAfter.isNegative() || giveUpAfter.isZero()) {
                throw new IllegalArgumentException(
                        "giveUpAfter is " + giveUpAfter + ", it has to be above 0");
            }
            if (repeatEvery.isNegative()) {
                throw new IllegalArgumentException(
                        "repeatEvery is " + repeatEvery + ", at least 0 is needed");
            }
        }
    }
}
