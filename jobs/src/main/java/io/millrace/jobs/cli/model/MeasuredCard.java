package io.millrace.jobs.cli.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The card that a version was published with, as JSON. Anybody may have written it: what's missing
 * or of another kind is left out.
 *
 * @param card an object, or the missing node
 */
public record MeasuredCard(JsonNode card) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** The parts that a version's other fields don't have. */
    private static final List<String> PARTS =
            List.of("segments", "calibration", "importance", "trials");

    /**
     * @param json of the version's record; null if it has none
     */
    static MeasuredCard of(@Nullable String json) {
        try {
            JsonNode card = json == null ? MissingNode.getInstance() : MAPPER.readTree(json);
            return new MeasuredCard(card.isObject() ? card : MissingNode.getInstance());
        } catch (JsonProcessingException e) {
            return new MeasuredCard(MissingNode.getInstance());
        }
    }

    boolean isThere() {
        return card.isObject();
    }

    List<String> limits() {
        List<String> limits = new ArrayList<>();
        card.path("limits").forEach(limit -> limits.add(limit.asText()));
        return limits;
    }

    String meaning(String feature) {
        for (JsonNode each : card.path("features")) {
            if (each.path("name").asText().equals(feature)) {
                return each.path("description").asText();
            }
        }
        return "";
    }

    void writeTo(ObjectNode out) {
        for (String part : PARTS) {
            if (card.has(part)) {
                out.set(part, card.get(part));
            }
        }
    }

    void writeTo(Markdown out) {
        table(
                out,
                "By segment",
                "segments",
                List.of(
                        "input",
                        "value",
                        "rows",
                        "positives",
                        "auc",
                        "log_loss",
                        "precision",
                        "recall"));
        table(
                out,
                "Calibration",
                "/calibration/bins",
                List.of("from", "rows", "mean_score", "positives"));
        if (!card.path("calibration").isMissingNode()) {
            out.paragraph(
                    "Expected calibration error "
                            + cell(card.path("calibration").path("expected_error"))
                            + ".");
        }
        table(out, "Permutation importance", "importance", List.of("input", "auc=loss of AUC"));
        table(
                out,
                "Search",
                "trials",
                List.of("number", "settings", "rows", "figure", "log_loss", "note"));
    }

    private void table(Markdown out, String title, String place, List<String> columns) {
        JsonNode rows = place.startsWith("/") ? card.at(place) : card.path(place);
        if (rows.isEmpty()) {
            return;
        }
        out.title(title);
        out.columns(
                columns.stream()
                        .map(column -> column.substring(column.indexOf('=') + 1).replace('_', ' '))
                        .toArray(String[]::new));
        for (JsonNode row : rows) {
            out.row(columns.stream().map(column -> cell(row.path(key(column)))).toArray());
        }
    }

    /** Of {@code key=heading}, or of what's both. */
    private static String key(String column) {
        int heading = column.indexOf('=');
        return heading < 0 ? column : column.substring(0, heading);
    }

    private static String cell(JsonNode value) {
        if (value.isFloatingPointNumber()) {
            return String.format(Locale.ROOT, "%.4f", value.asDouble());
        }
        return value.isNull() || value.isMissingNode() ? "–" : value.asText();
    }
}
