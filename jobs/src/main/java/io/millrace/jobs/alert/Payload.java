package io.millrace.jobs.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.drift.notify.Message;
import io.millrace.drift.notify.Message.Kind;
import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.DriftAlert;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A message in what a webhook understands. */
final class Payload {
    /** Raise it when a field changes its meaning or goes away. */
    private static final int SCHEMA_VERSION = 1;

    private static final int MOST_EVIDENCE = 5;

    /** Slack takes 3,000 characters in a section. */
    private static final int LONGEST_SLACK = 2_900;

    /** So many repeats may be missed before Alertmanager takes an alert for over. */
    private static final int MISSED_REPEATS = 4;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Payload() {}

    /**
     * @param acknowledged who looks at the alert; null if nobody does
     * @param now epoch milliseconds
     */
    static String of(
            WebhookSettings webhook,
            Message message,
            @Nullable AlertCommand acknowledged,
            long now) {
        return switch (webhook.format()) {
            case JSON -> json(message, acknowledged).toString();
            case SLACK -> slack(message, acknowledged).toString();
            case ALERTMANAGER -> alertmanager(webhook, message, acknowledged, now).toString();
        };
    }

    private static ObjectNode json(Message message, @Nullable AlertCommand acknowledged) {
        DriftAlert alert = message.record().alert();
        ObjectNode json = MAPPER.createObjectNode();
        json.put("schemaVersion", SCHEMA_VERSION);
        json.put("kind", word(message.kind()));
        json.put("alert_id", alert.getAlertId());
        json.put("pipeline", alert.getPipeline());
        json.put("model", alert.getModel());
        json.put("version", alert.getVersion());
        json.put("severity", word(alert.getSeverity()));
        json.put("rule", alert.getRule());
        json.put("subject", alert.getSubject());
        json.put("summary", alert.getSummary());
        json.put("value", alert.getValue());
        json.put("threshold", alert.getThreshold());
        json.put("episode_start", alert.getEpisodeStart().toString());
        json.put("as_of", alert.getAsOf().toString());
        json.set("evidence", texts(alert.getEvidence()));
        json.put("acknowledged_by", acknowledged == null ? null : acknowledged.getActor());
        return json;
    }

    private static ObjectNode slack(Message message, @Nullable AlertCommand acknowledged) {
        DriftAlert alert = message.record().alert();
        String head =
                "*%s* %s: %s"
                        .formatted(
                                headline(message),
                                escaped(subject(alert)),
                                escaped(alert.getSummary()));
        StringBuilder text = new StringBuilder(head);
        if (message.kind() != Kind.RESOLVED) {
            alert.getEvidence().stream()
                    .limit(MOST_EVIDENCE)
                    .forEach(line -> text.append("\n• ").append(escaped(line)));
        }
        if (acknowledged != null) {
            text.append("\n_").append(escaped(acknowledged.getActor())).append(" looks at it_");
        }
        text.append("\n`millrace alerts show ").append(shortId(alert)).append('`');
        ObjectNode json = MAPPER.createObjectNode();
        json.put("text", shortened(head));
        ObjectNode section = json.putArray("blocks").addObject().put("type", "section");
        section.putObject("text").put("type", "mrkdwn").put("text", shortened(text.toString()));
        return json;
    }

    private static String headline(Message message) {
        return message.kind() == Kind.RESOLVED
                ? "RESOLVED"
                : message.record().alert().getSeverity()
                        + (message.kind() == Kind.REPEATED ? " (still)" : "");
    }

    private static ArrayNode alertmanager(
            WebhookSettings webhook,
            Message message,
            @Nullable AlertCommand acknowledged,
            long now) {
        DriftAlert alert = message.record().alert();
        ObjectNode json = MAPPER.createObjectNode();
        ObjectNode labels = json.putObject("labels");
        labels.put("alertname", "millrace_" + alert.getRule().replace('-', '_'));
        labels.put("alert_id", alert.getAlertId());
        labels.put("pipeline", alert.getPipeline());
        labels.put("severity", word(alert.getSeverity()));
        put(labels, "model", alert.getModel());
        put(labels, "subject", alert.getSubject());
        put(labels, "version", alert.getVersion());
        ObjectNode annotations = json.putObject("annotations");
        annotations.put("summary", alert.getSummary());
        annotations.put(
                "description",
                String.join("\n", alert.getEvidence().stream().limit(MOST_EVIDENCE).toList()));
        put(annotations, "acknowledged_by", acknowledged == null ? null : acknowledged.getActor());
        json.put("startsAt", Instant.ofEpochMilli(message.record().writtenAt()).toString());
        long repeats = webhook.repeatEvery().toMillis();
        if (message.kind() == Kind.RESOLVED) {
            json.put("endsAt", Instant.ofEpochMilli(now).toString());
        } else if (repeats > 0) {
            json.put("endsAt", Instant.ofEpochMilli(now + MISSED_REPEATS * repeats).toString());
        }
        return MAPPER.createArrayNode().add(json);
    }

    /** Alertmanager takes an empty label for none. */
    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            json.put(name, value.toString());
        }
    }

    private static ArrayNode texts(List<String> lines) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        lines.forEach(array::add);
        return array;
    }

    private static String subject(DriftAlert alert) {
        String model = alert.getModel().isEmpty() ? alert.getPipeline() : alert.getModel();
        String version = alert.getVersion() == null ? "" : "@" + alert.getVersion();
        String subject = alert.getSubject() == null ? "" : " " + alert.getSubject();
        return model + version + subject + " " + alert.getRule();
    }

    private static String shortId(DriftAlert alert) {
        return alert.getAlertId().substring(0, Math.min(12, alert.getAlertId().length()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SLACK ? text : text.substring(0, LONGEST_SLACK) + "…";
    }
}
