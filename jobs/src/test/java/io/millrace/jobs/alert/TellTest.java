package io.millrace.jobs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.millrace.jobs.RestartingOperator;
import io.millrace.jobs.alert.HttpReceiver.Request;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.jobs.registry.ScriptedRegistry;
import io.millrace.schemas.avro.AlertAction;
import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.Severity;
import io.millrace.schemas.pipeline.Alerts;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class TellTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DAY = Duration.ofDays(1);
    private static final long MINUTE = 60_000;

    private static WebhookSettings webhook(String name, String url, Alerts.Format format) {
        return webhook(name, url, null, format, Duration.ofSeconds(10));
    }

    private static WebhookSettings webhook(
            String name,
            @Nullable String url,
            @Nullable String token,
            Alerts.Format format,
            Duration timeout) {
        return new WebhookSettings(
                name,
                url,
                url == null ? "WHERE" : null,
                token,
                format,
                Alerts.Level.WARNING,
                timeout,
                Duration.ZERO,
                DAY);
    }

    private static DriftAlert alert(String id, AlertState state) {
        return DriftAlert.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setVersion(3)
                .setAlertId(id)
                .setState(state)
                .setSeverity(Severity.CRITICAL)
                .setRule("share-of-features")
                .setSubject("amount")
                .setEpisodeStart(Instant.ofEpochMilli(4_000))
                .setAsOf(Instant.ofEpochMilli(6_000))
                .setValue(0.41)
                .setThreshold(0.25)
                .setSummary("amount <moved> & how")
                .setEvidence(List.of("psi 0.41 of at most 0.25"))
                .build();
    }

    @Test
    void tellsEachWebhookInItsOwnFormat() throws Exception {
        try (HttpReceiver receiver = new HttpReceiver();
                Telling telling =
                        new Telling(
                                webhook("log", receiver.url() + "/in", Alerts.Format.JSON),
                                webhook("chat", receiver.url() + "/chat", Alerts.Format.SLACK),
                                webhook("am", receiver.url() + "/", Alerts.Format.ALERTMANAGER))) {
            telling.send(alert("0123456789abcdef", AlertState.FIRING));
            telling.answers(3);

            JsonNode json = body(receiver, "/in");
            assertThat(json.get("kind").asText()).isEqualTo("firing");
            assertThat(json.get("alert_id").asText()).isEqualTo("0123456789abcdef");
            assertThat(json.get("severity").asText()).isEqualTo("critical");
            assertThat(json.get("evidence").get(0).asText()).isEqualTo("psi 0.41 of at most 0.25");
            assertThat(json.get("episode_start").asText()).isEqualTo("1970-01-01T00:00:04Z");
            assertThat(body(receiver, "/chat").get("text").asText())
                    .isEqualTo(
                            "*CRITICAL* fraud@3 amount share-of-features: amount &lt;moved&gt;"
                                    + " &amp; how");
            JsonNode manager = body(receiver, "/api/v2/alerts").get(0);
            assertThat(manager.get("labels").get("alertname").asText())
                    .isEqualTo("millrace_share_of_features");
            assertThat(manager.get("labels").get("version").asText()).isEqualTo("3");
            assertThat(manager.has("endsAt")).isFalse();

            telling.send(alert("0123456789abcdef", AlertState.RESOLVED));
            telling.answers(3);
            assertThat(receiver.requests()).hasSize(6);
            assertThat(receiver.requests())
                    .extracting(Request::idempotencyKey)
                    .contains("0123456789abcdef-FIRING-0", "0123456789abcdef-RESOLVED-0");
        }
    }

    private static JsonNode body(HttpReceiver receiver, String path) throws IOException {
        List<Request> found =
                receiver.requests().stream().filter(r -> r.path().equals(path)).toList();
        assertThat(found).as(path).hasSize(1);
        return JSON.readTree(found.get(0).body());
    }

    @Test
    void losesNothingWhileAWebhookIsDownForAnHourAndKeepsNoOtherWaiting() throws Exception {
        try (HttpReceiver down = new HttpReceiver();
                HttpReceiver up = new HttpReceiver();
                Telling telling =
                        new Telling(
                                webhook("down", down.url(), Alerts.Format.JSON),
                                webhook("up", up.url(), Alerts.Format.JSON))) {
            down.answers(503, "<html>back soon</html>");
            telling.send(alert("aaaaaaaaaaaa", AlertState.FIRING));
            telling.answers(2);
            telling.send(alert("bbbbbbbbbbbb", AlertState.FIRING));
            telling.send(alert("aaaaaaaaaaaa", AlertState.RESOLVED));
            telling.answers(2);
            assertThat(ids(up)).containsExactly("aaaaaaaaaaaa", "bbbbbbbbbbbb", "aaaaaaaaaaaa");

            for (int attempt = 2; attempt <= 12; attempt++) {
                telling.pass(5 * MINUTE);
                telling.answers(1);
                assertThat(down.requests()).hasSize(attempt);
            }
            telling.restart();
            down.answers(200, "");
            telling.pass(5 * MINUTE);
            telling.answers(3);

            assertThat(ids(down).subList(12, 15))
                    .containsExactly("aaaaaaaaaaaa", "bbbbbbbbbbbb", "aaaaaaaaaaaa");
            assertThat(up.requests()).hasSize(3);
            assertThat(telling.operator.output()).isEmpty();
        }
    }

    private static List<String> ids(HttpReceiver receiver) throws IOException {
        return receiver.requests().stream()
                .map(
                        request -> {
                            try {
                                return JSON.readTree(request.body()).get("alert_id").asText();
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                .toList();
    }

    @Test
    void waitsForASlowWebhookNoLongerThanItsTimeout() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (HttpReceiver slow = new HttpReceiver();
                Telling telling =
                        new Telling(
                                webhook(
                                        "slow",
                                        slow.url(),
                                        null,
                                        Alerts.Format.JSON,
                                        Duration.ofMillis(200)))) {
            slow.behave(
                    exchange -> {
                        exchange.sendResponseHeaders(200, 0);
                        exchange.getResponseBody().write('o');
                        exchange.getResponseBody().flush();
                        try {
                            over.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            telling.send(alert("aaaaaaaaaaaa", AlertState.FIRING));
            telling.answers(1);
            over.countDown();

            slow.answers(200, "ok");
            telling.pass(MINUTE);
            telling.answers(1);
            assertThat(slow.requests()).hasSize(2);
            assertThat(telling.operator.output()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not HTTP at all\r\n\r\n",
                "HTTP/1.1 two hundred\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\n",
                "HTTP/1.1 500 Oops\r\nContent-Length: 99999999999\r\n\r\nendless",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
            })
    void triesAgainAfterNonsense(String nonsense) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Telling telling =
                        new Telling(
                                webhook(
                                        "odd",
                                        "http://127.0.0.1:" + server.getLocalPort(),
                                        null,
                                        Alerts.Format.JSON,
                                        Duration.ofSeconds(2)))) {
            Thread odd = new Thread(() -> answerAll(server, nonsense));
            odd.setDaemon(true);
            odd.start();

            telling.send(alert("aaaaaaaaaaaa", AlertState.FIRING));
            telling.answers(1);
            telling.pass(MINUTE);
            telling.answers(1);

            assertThat(telling.operator.output()).isEmpty();
        }
    }

    private static void answerAll(ServerSocket server, String text) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[10_000]);
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // The test is over, or the client has heard enough.
            }
        }
    }

    @Test
    void whatIsRefusedForGoodBecomesADeadLetterAndTheNextGoesOut() throws Exception {
        try (HttpReceiver receiver = new HttpReceiver();
                Telling telling = new Telling(webhook("log", receiver.url(), Alerts.Format.JSON))) {
            receiver.answers(400, "invalid_payload");
            telling.send(alert("aaaaaaaaaaaa", AlertState.FIRING));
            telling.answers(1);
            receiver.answers(204, "");
            telling.send(alert("bbbbbbbbbbbb", AlertState.FIRING));
            telling.answers(1);

            DeadLetter letter = telling.deadLetters().get(0);
            assertThat(letter.getJob()).isEqualTo("alerts");
            assertThat(letter.getRule()).isEqualTo("webhook");
            assertThat(letter.getReason())
                    .isEqualTo(
                            "webhook log wasn't told after 1 attempts: it answered 400:"
                                    + " invalid_payload");
            assertThat(letter.getTopic()).isEqualTo("drift-alerts");
            assertThat(telling.deadLetters()).hasSize(1);
            assertThat(receiver.requests()).hasSize(2);
        }
    }

    @Test
    void takesSecretsFromVariablesAloneAndWaitsForThemToBeSet() throws Exception {
        try (HttpReceiver receiver = new HttpReceiver();
                Telling telling =
                        new Telling(
                                name -> name.equals("WHERE") ? receiver.url() : name + "-value",
                                webhook("log", null, "TOKEN", Alerts.Format.JSON, DAY));
                Telling unset =
                        new Telling(
                                name -> null,
                                webhook("log", null, "TOKEN", Alerts.Format.JSON, DAY))) {
            telling.send(alert("aaaaaaaaaaaa", AlertState.FIRING));
            telling.answers(1);
            assertThat(receiver.requests().get(0).authorization()).isEqualTo("Bearer TOKEN-value");

            unset.send(alert("aaaaaaaaaaaa", AlertState.FIRING));
            unset.answers(1);
            assertThat(receiver.requests()).hasSize(1);
            assertThat(unset.operator.output()).isEmpty();
        }
    }

    @Test
    void heedsASilenceThatComesBeforeOrWhileItRuns() throws Exception {
        try (HttpReceiver receiver = new HttpReceiver();
                Telling telling = new Telling(webhook("log", receiver.url(), Alerts.Format.JSON))) {
            telling.command(AlertAction.SILENCE, "s");
            telling.pass(MINUTE);
            telling.send(alert("aaaaaaaaaaaa", AlertState.FIRING));
            telling.restart();
            telling.pass(MINUTE);
            assertThat(receiver.requests()).isEmpty();

            telling.command(AlertAction.UNSILENCE, "s");
            telling.pass(MINUTE);
            telling.answers(1);
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    /** The operator, to be restarted at will; what HTTP hands over is run by hand. */
    private static final class Telling implements AutoCloseable {
        private final TestShop shop = new TestShop();
        private final ScriptedRegistry registry = new ScriptedRegistry("tell");
        private final RestartingOperator<
                        OneInputStreamOperatorTestHarness<TopicRecord, OutRecord>, OutRecord>
                operator;
        private long offset;
        private long now;

        Telling(WebhookSettings... webhooks) throws Exception {
            this(name -> null, webhooks);
        }

        Telling(HeldVariables.Lookup variables, WebhookSettings... webhooks) throws Exception {
            AlertSettings settings =
                    new AlertSettings(
                            "shop",
                            WatchTest.NOTHING,
                            List.of(webhooks),
                            shop.topics,
                            shop.registry());
            Variables held = new HeldVariables(variables);
            operator =
                    new RestartingOperator<>(
                            () -> {
                                var harness =
                                        new OneInputStreamOperatorTestHarness<>(
                                                new TellFactory(settings, registry, held));
                                harness.setProcessingTime(now);
                                return harness;
                            },
                            new OutputTag<String>("none") {});
        }

        void send(DriftAlert alert) throws Exception {
            TopicRecord record =
                    TestShop.record(
                            TopicKind.DRIFT_ALERTS,
                            offset++,
                            "",
                            TopicRecord.NO_TIME,
                            shop.value(TopicKind.DRIFT_ALERTS, DriftAlert.class, alert));
            operator.run(harness -> harness.processElement(record, 0));
        }

        void command(AlertAction action, String id) {
            AlertCommand command =
                    AlertCommand.newBuilder()
                            .setPipeline("shop")
                            .setCommandId(id)
                            .setAction(action)
                            .setSilenceId(action == AlertAction.UNSILENCE ? id : null)
                            .setUntilWallClock(Instant.ofEpochMilli(Long.MAX_VALUE / 2))
                            .setActor("ana")
                            .setReason("because")
                            .build();
            registry.add(
                    new RegistryRecord(
                            "alert-commands",
                            0,
                            shop.value(TopicKind.ALERT_COMMANDS, AlertCommand.class, command)));
        }

        /** Time goes on, so what was put off is due. */
        void pass(long millis) throws Exception {
            now += millis;
            operator.run(harness -> harness.setProcessingTime(now));
        }

        /** Waits for so many answers, and lets the operator hear them. */
        void answers(int count) throws Exception {
            TaskMailbox mailbox = operator.current().getTaskMailbox();
            for (int i = 0; i < count; i++) {
                operator.run(harness -> mailbox.take(TaskMailbox.MIN_PRIORITY).run());
            }
        }

        void restart() throws Exception {
            operator.restart();
        }

        List<DeadLetter> deadLetters() {
            return operator.output().stream()
                    .map(OutRecord::value)
                    .map(value -> Arrays.copyOfRange(value, WireFormat.HEADER, value.length))
                    .map(value -> PlainAvro.read(value, DeadLetter.class))
                    .toList();
        }

        @Override
        public void close() throws Exception {
            operator.close();
            shop.close();
        }
    }
}
