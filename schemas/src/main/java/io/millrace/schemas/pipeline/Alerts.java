package io.millrace.schemas.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What's an alert besides drift and performance, and whom alerts are told.
 *
 * @param webhooks in the file's order; empty if alerts stay on their topic
 * @param failedExpectations share of a window's events, in (0, 1], from which on an expectation
 *     that they break is an alert, if it ever is
 * @param deadLetters share of a source's events in a window, in (0, 1], from which on it's an alert
 *     that they became dead letters, if it ever is
 * @param noEventsFor how long a source may be silent, above zero, if that's an alert
 */
public record Alerts(
        List<Webhook> webhooks,
        Optional<Double> failedExpectations,
        Optional<Double> deadLetters,
        Optional<Duration> noEventsFor) {
    /** What holds if the file has no {@code alerts}. */
    public static final Alerts NONE =
            new Alerts(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public Alerts {
        webhooks = List.copyOf(webhooks);
        failedExpectations.ifPresent(share -> requireShare("failedExpectations", share));
        deadLetters.ifPresent(share -> requireShare("deadLetters", share));
        if (noEventsFor.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
            throw new IllegalArgumentException(
                    "noEventsFor is " + noEventsFor + ", it has to be above 0");
        }
    }

    private static void requireShare(String name, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " is " + share + ", it has to be in (0, 1]");
        }
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
