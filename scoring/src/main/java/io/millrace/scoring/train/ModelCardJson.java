package io.millrace.scoring.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import io.millrace.scoring.metrics.Evaluation;
import io.millrace.scoring.metrics.Reliability;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** A card as JSON. What isn't defined is null. */
final class ModelCardJson {
    private final JsonGenerator out;

    private ModelCardJson(JsonGenerator out) {
        this.out = out;
    }

    static String write(ModelCard card) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            new ModelCardJson(out).card(card);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void card(ModelCard card) throws IOException {
        out.writeStartObject();
        out.writeStringField("model", card.model());
        out.writeStringField("digest", card.digest());
        out.writeObjectFieldStart("gate");
        out.writeBooleanField("passed", card.gatePassed());
        out.writeStringField("reason", card.gate());
        out.writeEndObject();
        out.writeArrayFieldStart("limits");
        for (String limit : card.limits()) {
            out.writeString(limit);
        }
        out.writeEndArray();
        data(card.data());
        features(card);
        out.writeObjectFieldStart("metrics");
        for (Map.Entry<String, Double> metric : card.metrics().entrySet()) {
            number(metric.getKey(), metric.getValue());
        }
        out.writeEndObject();
        segments(card);
        reliability(card.reliability());
        out.writeArrayFieldStart("importance");
        for (Importance importance : card.importance()) {
            out.writeStartObject();
            out.writeStringField("input", importance.input());
            number("auc", importance.auc());
            out.writeEndObject();
        }
        out.writeEndArray();
        trials(card);
        out.writeObjectFieldStart("lineage");
        for (Map.Entry<String, String> entry : card.lineage().entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private void data(ModelCard.Data data) throws IOException {
        out.writeObjectFieldStart("data");
        out.writeNumberField("training_rows", data.trainingRows());
        out.writeNumberField("training_positives", data.trainingPositives());
        out.writeNumberField("holdout_rows", data.holdoutRows());
        out.writeNumberField("holdout_positives", data.holdoutPositives());
        out.writeStringField("from", data.from().toString());
        out.writeStringField("to", data.to().toString());
        out.writeStringField("digest", data.digest());
        out.writeEndObject();
    }

    private void features(ModelCard card) throws IOException {
        out.writeArrayFieldStart("features");
        for (ModelCard.Feature feature : card.features()) {
            out.writeStartObject();
            out.writeStringField("name", feature.name());
            out.writeStringField("type", feature.type());
            out.writeStringField("description", feature.description());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void segments(ModelCard card) throws IOException {
        out.writeArrayFieldStart("segments");
        for (Segment segment : card.segments()) {
            Evaluation evaluation = segment.evaluation();
            out.writeStartObject();
            out.writeStringField("input", segment.input());
            out.writeStringField("value", segment.value());
            out.writeNumberField("rows", evaluation.rows());
            out.writeNumberField("positives", evaluation.positives());
            number("auc", evaluation.auc());
            number("average_precision", evaluation.averagePrecision());
            number("log_loss", evaluation.logLoss());
            number("brier", evaluation.brier());
            number("accuracy", evaluation.accuracy());
            number("precision", evaluation.precision());
            number("recall", evaluation.recall());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void reliability(Reliability reliability) throws IOException {
        out.writeObjectFieldStart("calibration");
        number("expected_error", reliability.expectedError());
        out.writeArrayFieldStart("bins");
        for (Reliability.Bin bin : reliability.bins()) {
            out.writeStartObject();
            number("from", bin.from());
            out.writeNumberField("rows", bin.rows());
            number("mean_score", bin.meanScore());
            number("positives", bin.positives());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void trials(ModelCard card) throws IOException {
        out.writeArrayFieldStart("trials");
        for (Trial trial : card.trials()) {
            out.writeStartObject();
            out.writeNumberField("number", trial.number());
            out.writeStringField("settings", trial.trainer().toString());
            out.writeNumberField("rows", trial.rows());
            number("figure", trial.figure());
            number("log_loss", trial.logLoss());
            out.writeStringField("note", trial.note());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumberField(name, value);
        } else {
            out.writeNullField(name);
        }
    }
}
