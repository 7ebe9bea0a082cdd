package io.millrace.scoring.train;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.Reliability;
import io.millrace.scoring.train.ExampleSet.Example;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What somebody should know before a model decides about anything: data, features, figures on the
 * rows that it hasn't seen, overall and by segment, calibration, importance, limits, lineage. It
 * says nothing of when it was made: the same candidate gives the same card.
 *
 * @param model its name
 * @param digest of the artefact, SHA-256 in hexadecimal
 * @param features each with its type and, where somebody wrote one, its meaning
 * @param data where the rows are from
 * @param metrics on the held-out rows, by name; what can't be computed isn't there
 * @param segments of the held-out rows
 * @param reliability on the held-out rows
 * @param importance on the held-out rows, the most important first
 * @param gate whether it passed, and why
 * @param gatePassed the verdict alone
 * @param limits what it can't be relied on for, in sentences
 * @param lineage parameters, libraries and digests, by name
 * @param trials of the search
 */
public record ModelCard(
        String model,
        String digest,
        List<Feature> features,
        Data data,
        SortedMap<String, Double> metrics,
        List<Segment> segments,
        Reliability reliability,
        List<Importance> importance,
        boolean gatePassed,
        String gate,
        List<String> limits,
        SortedMap<String, String> lineage,
        List<Trial> trials) {

    /**
     * @param description in words; or empty
     */
    public record Feature(String name, String type, String description) {}

    /**
     * @param digest of the examples, SHA-256 in hexadecimal
     */
    public record Data(
            long trainingRows,
            long trainingPositives,
            long holdoutRows,
            long holdoutPositives,
            Instant from,
            Instant to,
            String digest) {}

    /**
     * @param settings that were asked for
     * @param descriptions of features in words, by name; of some, or none
     */
    public static ModelCard of(
            Candidate candidate, Model settings, Map<String, String> descriptions) {
        return of(candidate, settings, descriptions, List.of());
    }

    /**
     * @param settings that were asked for
     * @param descriptions of features in words, by name; of some, or none
     * @param segments features by whose values the figures are split; none for every text and
     *     boolean input
     */
    public static ModelCard of(
            Candidate candidate,
            Model settings,
            Map<String, String> descriptions,
            List<String> segments) {
        ModelArtifact artifact = candidate.trained().artifact();
        RowType features = candidate.examples().features();
        List<Example> holdout = candidate.holdoutExamples();
        List<Row> rows = holdout.stream().map(Example::features).toList();
        boolean[] labels = new boolean[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = holdout.get(i).label();
        }
        try {
            Scorer scorer = Scorer.of(artifact, features);
            double[] scores = rows.stream().mapToDouble(scorer::score).toArray();
            return new ModelCard(
                    settings.name().value(),
                    artifact.digest(),
                    features(artifact, descriptions),
                    data(candidate),
                    VersionRecord.metrics(candidate.trained().holdout()),
                    Segment.of(
                            features,
                            segments.isEmpty() ? splitting(artifact) : segments,
                            rows,
                            scores,
                            labels,
                            artifact.threshold()),
                    Reliability.of(scores, labels),
                    Importance.of(artifact, features, rows, labels, settings.trainer().seed()),
                    candidate.gate().getPassed(),
                    String.valueOf(candidate.gate().getReason()),
                    limits(candidate, segments),
                    lineage(candidate, settings),
                    candidate.trials());
        } catch (ArtifactRefusedException e) {
            throw new IllegalStateException("a model can't score what it was judged by", e);
        }
    }

    private static List<String> splitting(ModelArtifact artifact) {
        return artifact.inputs().fields().stream()
                .filter(
                        field ->
                                field.type() == ValueType.STRING
                                        || field.type() == ValueType.BOOLEAN)
                .map(Field::name)
                .toList();
    }

    private static List<Feature> features(
            ModelArtifact artifact, Map<String, String> descriptions) {
        return artifact.inputs().fields().stream()
                .map(
                        field ->
                                new Feature(
                                        field.name(),
                                        field.type().name().toLowerCase(Locale.ROOT),
                                        descriptions.getOrDefault(field.name(), "")))
                .toList();
    }

    private static Data data(Candidate candidate) {
        List<Example> all = candidate.examples().examples();
        return new Data(
                candidate.trainingExamples().size(),
                candidate.trainingExamples().stream().filter(Example::label).count(),
                candidate.holdoutExamples().size(),
                candidate.holdoutExamples().stream().filter(Example::label).count(),
                Instant.ofEpochMilli(all.get(0).eventTime()),
                Instant.ofEpochMilli(all.get(all.size() - 1).eventTime()),
                candidate.examples().dataDigest());
    }

    private static List<String> limits(Candidate candidate, List<String> segments) {
        List<String> limits = new ArrayList<>(candidate.suspicions());
        Data data = data(candidate);
        limits.add(
                "It knows what happened from %s to %s; what comes after may be different."
                        .formatted(data.from(), data.to()));
        long rarer =
                Math.min(data.holdoutPositives(), data.holdoutRows() - data.holdoutPositives());
        if (rarer < 100) {
            limits.add(
                    "Only %d held-out rows are of the rarer class: the figures are rough."
                            .formatted(rarer));
        }
        RowType features = candidate.examples().features();
        for (String segment : segments) {
            OptionalInt field = features.indexOf(segment);
            if (field.isEmpty() || !Segment.canSplit(features.field(field.getAsInt()).type())) {
                limits.add(
                        "Its figures aren't split by %s, which is no text, flag or whole number."
                                .formatted(segment));
            }
        }
        limits.add(
                "Events that have no label yet were left out, and so was what they would have"
                        + " taught.");
        limits.add(
                "Importance is of this model on these rows; it says nothing about causes, and"
                        + " inputs that say the same hide each other.");
        return limits;
    }

    private static SortedMap<String, String> lineage(Candidate candidate, Model settings) {
        SortedMap<String, String> lineage = new TreeMap<>();
        VersionRecord.parameters(settings, candidate)
                .forEach((k, v) -> lineage.put("parameter " + k, v));
        Libraries.of(candidate.settings().trainer().algorithm())
                .forEach((name, version) -> lineage.put("library " + name, version));
        lineage.put("feature set", candidate.examples().fingerprint());
        lineage.put("seed", Long.toString(settings.trainer().seed()));
        String parent = candidate.championDigest();
        if (parent != null) {
            lineage.put("champion", parent);
        }
        return lineage;
    }

    /** For people. */
    public String toMarkdown() {
        return new ModelCardMarkdown(this).write();
    }

    /** For programs: the same, as an object. */
    public String toJson() {
        return ModelCardJson.write(this);
    }
}
