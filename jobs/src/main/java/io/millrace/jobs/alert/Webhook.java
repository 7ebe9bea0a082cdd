package io.millrace.jobs.alert;

import io.millrace.jobs.alert.Answer.Outcome;
import io.millrace.schemas.pipeline.Alerts;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One webhook, over HTTP. Nothing blocks, and nothing that it says has a secret in it.
 *
 * <p>An answer of 2xx is delivery, whatever its body. What a person can mend (a wrong token, a
 * missing page, a redirect) and what passes by itself (5xx, too many requests, silence, nonsense)
 * is tried again; any other 4xx means that this message will never be taken.
 */
final class Webhook {
    private static final Set<Integer> MENDABLE = Set.of(401, 403, 404, 407, 408, 425, 429);
    private static final String ALERTMANAGER_PATH = "/api/v2/alerts";

    private final WebhookSettings settings;
    private final Variables variables;
    private final HttpClient client;

    Webhook(WebhookSettings settings, Variables variables, HttpClient client) {
        this.settings = settings;
        this.variables = variables;
        this.client = client;
    }

    /** Sends once. The future always completes normally, within the webhook's timeout. */
    CompletableFuture<Answer> send(String json, String idempotencyKey) {
        HttpRequest request;
        try {
            request = request(json, idempotencyKey);
        } catch (UnusableException e) {
            return CompletableFuture.completedFuture(Answer.failed(String.valueOf(e.getMessage())));
        }
        CompletableFuture<HttpResponse<String>> exchange =
                client.sendAsync(request, info -> new FirstCharacters());
        return exchange.thenApply(Webhook::answer)
                .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(
                        error -> {
                            exchange.cancel(true);
                            return failed(error);
                        });
    }

    private HttpRequest request(String json, String idempotencyKey) throws UnusableException {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(uri())
                            .timeout(settings.timeout())
                            .header("Content-Type", "application/json; charset=utf-8")
                            .header("User-Agent", "millrace")
                            .header("Idempotency-Key", idempotencyKey)
                            .POST(HttpRequest.BodyPublishers.ofString(json));
            if (settings.tokenFrom() != null) {
                request.header("Authorization", "Bearer " + variable(settings.tokenFrom()));
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            // Its message would have the token or the address in it.
            throw new UnusableException(
                    "its address or its token has characters that HTTP doesn't allow");
        }
    }

    private URI uri() throws UnusableException {
        String named = settings.urlFrom();
        String text = named == null ? String.valueOf(settings.url()) : variable(named);
        try {
            return new URI(address(text));
        } catch (URISyntaxException e) {
            throw new UnusableException("its address isn't one; what's in " + named + "?");
        }
    }

    private String address(String text) {
        boolean whole =
                settings.format() != Alerts.Format.ALERTMANAGER || text.endsWith(ALERTMANAGER_PATH);
        return whole ? text : text.replaceAll("/+$", "") + ALERTMANAGER_PATH;
    }

    private String variable(String name) throws UnusableException {
        String value = variables.get(name);
        if (value == null || value.isBlank()) {
            throw new UnusableException(
                    "the environment variable "
                            + name
                            + " isn't set where the alerts job runs (on Flink's TaskManagers)");
        }
        return value.strip();
    }

    private static Answer answer(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return Answer.delivered();
        }
        String body = response.body().isEmpty() ? "" : ": " + response.body();
        boolean forGood = status / 100 == 4 && !MENDABLE.contains(status);
        return new Answer(
                forGood ? Outcome.REFUSED : Outcome.FAILED,
                response.headers().firstValue("Retry-After").map(Webhook::millis).orElse(0L),
                "it answered " + status + body);
    }

    /** Seconds, or a date. */
    private static long millis(String retryAfter) {
        if (retryAfter.matches("\\d{1,6}")) {
            return Long.parseLong(retryAfter) * 1_000;
        }
        try {
            ZonedDateTime at =
                    ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Math.max(0, Duration.between(ZonedDateTime.now(at.getZone()), at).toMillis());
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    private Answer failed(Throwable error) {
        Throwable cause =
                error instanceof CompletionException && error.getCause() != null
                        ? error.getCause()
                        : error;
        return Answer.failed(
                cause instanceof TimeoutException
                                || cause instanceof java.net.http.HttpTimeoutException
                        ? "no answer within " + settings.timeout().toMillis() + " ms"
                        : "no answer: " + cause.getClass().getSimpleName());
    }

    /** The settings can't be used as they are; somebody may mend them. */
    private static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }
}
