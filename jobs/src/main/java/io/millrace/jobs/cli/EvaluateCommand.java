package io.millrace.jobs.cli;

import io.millrace.jobs.cli.data.LabelledRows;
import io.millrace.schemas.problem.NearestName;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.metrics.Confidence;
import io.millrace.scoring.metrics.Evaluation;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** {@code millrace evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Judge a binary model by a file of labelled rows, with intervals of 95 %% where a"
                    + " figure has one: DeLong's for the AUC, Wilson's for shares.",
            "",
            "Exit code 1 if a figure misses --at-least or --at-most, or can't be computed."
        },
        footer = {
            "%nExamples:",
            "  millrace evaluate --model fraud@3 --data examples.parquet --label is_fraud",
            "  millrace evaluate --model fraud-3.model --data week.csv --label is_fraud"
                    + " --at-least auc=0.9 --at-most log_loss=0.3"
        })
final class EvaluateCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A version such as fraud@3, or a file of an artefact.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    @Mixin private final LabelledData data = new LabelledData();

    @Option(
            names = "--at-least",
            paramLabel = "METRIC=VALUE",
            description = "Exit with 1 if the figure is below; may be repeated.")
    private Map<String, Double> atLeast = Map.of();

    @Option(
            names = "--at-most",
            paramLabel = "METRIC=VALUE",
            description = "Exit with 1 if the figure is above; may be repeated.")
    private Map<String, Double> atMost = Map.of();

    @Mixin private final ModelSource models = new ModelSource();

    EvaluateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        ModelArtifact artifact = models.load(session, model);
        LabelledData.requireBinary(artifact, model);
        LabelledRows rows = data.read(session, artifact.inputs());
        double[] scores = scores(artifact, rows);
        Evaluation found = BinaryMetrics.evaluate(scores, rows.labels(), artifact.threshold());
        Map<String, Double> figures = figures(found);
        List<String> misses = misses(figures);
        Table table = Table.of("metrics", "metric", "value", "from", "to");
        table.add("rows", found.rows(), null, null);
        table.add("positives", found.positives(), null, null);
        figures.forEach(
                (name, value) -> add(table, name, value, interval(name, found, scores, rows)));
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        misses.forEach(miss -> session.err().println(miss));
        return misses.isEmpty() ? ExitCode.DONE : ExitCode.NO;
    }

    private double[] scores(ModelArtifact artifact, LabelledRows rows) {
        try {
            Scorer scorer = Scorer.of(artifact, artifact.inputs());
            return rows.rows().stream().mapToDouble(scorer::score).toArray();
        } catch (ArtifactRefusedException e) {
            throw new IllegalStateException("a model doesn't take its own inputs", e);
        }
    }

    private static Map<String, Double> figures(Evaluation found) {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("accuracy", found.accuracy());
        figures.put("auc", found.auc());
        figures.put("average_precision", found.averagePrecision());
        figures.put("brier", found.brier());
        figures.put("f1", found.f1());
        figures.put("kappa", found.kappa());
        figures.put("log_loss", found.logLoss());
        figures.put("precision", found.precision());
        figures.put("recall", found.recall());
        return figures;
    }

    private static @Nullable Confidence interval(
            String figure, Evaluation found, double[] scores, LabelledRows rows) {
        long decided = 0;
        for (double score : scores) {
            decided += score >= found.threshold() ? 1 : 0;
        }
        return switch (figure) {
            case "auc" -> Confidence.ofAuc(scores, rows.labels());
            case "accuracy" -> Confidence.ofShare(found.accuracy(), found.rows());
            case "precision" -> Confidence.ofShare(found.precision(), decided);
            case "recall" -> Confidence.ofShare(found.recall(), found.positives());
            default -> null;
        };
    }

    private static void add(Table table, String name, double value, @Nullable Confidence interval) {
        table.add(
                name,
                finite(value),
                interval == null ? null : finite(interval.from()),
                interval == null ? null : finite(interval.to()));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /** What was asked for and isn't so, in sentences. */
    private List<String> misses(Map<String, Double> figures) {
        List<String> misses = new ArrayList<>();
        new TreeMap<>(atLeast)
                .forEach(
                        (name, floor) -> {
                            double value = figure(figures, name);
                            if (!(value >= floor)) {
                                misses.add(miss(name, value, "at least", floor));
                            }
                        });
        new TreeMap<>(atMost)
                .forEach(
                        (name, ceiling) -> {
                            double value = figure(figures, name);
                            if (!(value <= ceiling)) {
                                misses.add(miss(name, value, "at most", ceiling));
                            }
                        });
        return misses;
    }

    private static String miss(String name, double value, String word, double bound) {
        return Double.isNaN(value)
                ? "%s can't be computed on these rows; %s %s is asked".formatted(name, word, bound)
                : String.format(
                        Locale.ROOT, "%s is %.4f; %s %s is asked", name, value, word, bound);
    }

    private static double figure(Map<String, Double> figures, String name) {
        Double value = figures.get(name);
        if (value == null) {
            throw CommandFailure.usage(
                    "there is no metric \"" + name + "\"",
                    NearestName.of(name, figures.keySet())
                            .map(nearest -> "did you mean \"" + nearest + "\"?")
                            .orElse("there are: " + figures.keySet()));
        }
        return value;
    }
}
