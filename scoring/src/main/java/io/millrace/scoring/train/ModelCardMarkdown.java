package io.millrace.scoring.train;

import io.millrace.scoring.metrics.Evaluation;
import io.millrace.scoring.metrics.Reliability;

import java.util.List;
import java.util.Locale;

/** A card as Markdown. Texts from data can't break out of their cell. */
final class ModelCardMarkdown {
    private static final int LONGEST = 1_000;

    private final ModelCard card;
    private final StringBuilder out = new StringBuilder();

    ModelCardMarkdown(ModelCard card) {
        this.card = card;
    }

    String write() {
        out.append("# Model card: ").append(cell(card.model())).append("\n\n");
        out.append("Artefact `sha-256 ").append(card.digest()).append("`. Gate: ");
        out.append(card.gatePassed() ? "passed" : "**refused**");
        out.append(", ").append(cell(card.gate())).append("\n");
        writeLimits();
        writeData();
        writeMetrics();
        writeSegments();
        writeReliability();
        writeImportance();
        writeTrials();
        writeLineage();
        return out.toString();
    }

    private void writeLimits() {
        title("Limits");
        card.limits().forEach(limit -> out.append("- ").append(cell(limit)).append('\n'));
    }

    private void writeData() {
        ModelCard.Data data = card.data();
        title("Data");
        table("slice", "rows", "positive");
        row("training", data.trainingRows(), data.trainingPositives());
        row("held out, the newest", data.holdoutRows(), data.holdoutPositives());
        out.append("\nEvents from ").append(data.from()).append(" to ").append(data.to());
        out.append(", data `sha-256 ").append(data.digest()).append("`.\n");
        title("Features");
        table("feature", "type", "meaning");
        card.features().forEach(f -> row(f.name(), f.type(), f.description()));
    }

    private void writeMetrics() {
        title("Figures on the held-out rows");
        table("metric", "value");
        card.metrics().forEach((name, value) -> row(name, figure(value)));
    }

    private void writeSegments() {
        if (card.segments().isEmpty()) {
            return;
        }
        title("By segment");
        table("input", "value", "rows", "positive", "auc", "log loss", "precision", "recall");
        for (Segment segment : card.segments()) {
            Evaluation evaluation = segment.evaluation();
            row(
                    segment.input(),
                    segment.value(),
                    evaluation.rows(),
                    evaluation.positives(),
                    figure(evaluation.auc()),
                    figure(evaluation.logLoss()),
                    figure(evaluation.precision()),
                    figure(evaluation.recall()));
        }
    }

    private void writeReliability() {
        title("Calibration");
        table("score from", "rows", "mean score", "share of positives");
        for (Reliability.Bin bin : card.reliability().bins()) {
            row(
                    String.format(Locale.ROOT, "%.1f", bin.from()),
                    bin.rows(),
                    figure(bin.meanScore()),
                    figure(bin.positives()));
        }
        out.append("\nExpected calibration error ");
        out.append(figure(card.reliability().expectedError())).append(".\n");
    }

    private void writeImportance() {
        title("Permutation importance");
        if (card.importance().isEmpty()) {
            out.append("Not defined: the held-out rows are of one class.\n");
            return;
        }
        table("input", "loss of AUC");
        card.importance().forEach(each -> row(each.input(), figure(each.auc())));
    }

    private void writeTrials() {
        if (card.trials().isEmpty()) {
            return;
        }
        title("Search");
        table("trial", "settings", "rows", "figure", "log loss", "note");
        for (Trial trial : card.trials()) {
            row(
                    trial.number(),
                    trial.trainer(),
                    trial.rows(),
                    figure(trial.figure()),
                    figure(trial.logLoss()),
                    trial.note());
        }
    }

    private void writeLineage() {
        title("Lineage");
        table("what", "value");
        card.lineage().forEach(this::row);
    }

    private void title(String title) {
        out.append("\n## ").append(title).append("\n\n");
    }

    private void table(String... names) {
        row((Object[]) names);
        out.append("|---".repeat(names.length)).append("|\n");
    }

    private void row(Object... cells) {
        for (Object cell : List.of(cells)) {
            out.append("| ").append(cell(cell.toString())).append(' ');
        }
        out.append("|\n");
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String cell(String text) {
        String whole = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return whole.replaceAll("\\s+", " ")
                .replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1")
                .replace("\\_", "_");
    }
}
