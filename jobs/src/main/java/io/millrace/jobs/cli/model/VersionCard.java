package io.millrace.jobs.cli.model;

import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What somebody should know of a published version before it decides about anything, from what its
 * record holds. Figures by segment, calibration and importance need the held-out rows: they're
 * there if the version came with the card that {@code ModelCard} makes where it's trained.
 *
 * @param name such as {@code fraud@3}
 * @param state of its life cycle, such as CHAMPION
 * @param artifact in words, or why it can't be loaded
 * @param meanings of features in words, by name; of some, or none
 * @param measured what was found out where it was trained
 */
public record VersionCard(
        ModelVersion version,
        String name,
        String state,
        String artifact,
        Map<String, String> meanings,
        MeasuredCard measured) {
    /** With fewer rows, an AUC of 0.9 is known to about ± 0.06 at best. */
    private static final long FEW_ROWS = 100;

    /** An AUC above it on unseen rows is too good to be true. */
    private static final double SUSPICIOUS = 0.999;

    public VersionCard {
        meanings = Map.copyOf(meanings);
    }

    /**
     * @param meanings that hold where the version's own card has none
     */
    public VersionCard(
            ModelVersion version,
            String name,
            String state,
            String artifact,
            Map<String, String> meanings) {
        this(version, name, state, artifact, meanings, MeasuredCard.of(version.getCard()));
    }

    /** What it can't be relied on for, in sentences. */
    public List<String> limits() {
        List<String> limits = new ArrayList<>();
        GateVerdict gate = version.getGate();
        if (gate == null) {
            limits.add("No gate has judged it: nobody knows how it does on rows it hasn't seen.");
        } else if (gate.getRows() < FEW_ROWS) {
            limits.add("It was judged on %d rows only.".formatted(gate.getRows()));
        }
        Double auc = version.getMetrics().get("auc");
        if (!measured.isThere() && auc != null && auc > SUSPICIOUS) {
            limits.add(
                    String.format(
                            Locale.ROOT,
                            "AUC %.4f on rows that it hasn't seen is too good to be true: does an"
                                    + " input know the label?",
                            auc));
        }
        limits.addAll(measured.limits());
        if (measured.isThere()) {
            return limits;
        }
        Instant from = version.getLineage().getFromEventTime();
        Instant to = version.getLineage().getToEventTime();
        if (from != null && to != null) {
            limits.add(
                    "It knows what happened from %s to %s; what comes after may be different."
                            .formatted(from, to));
        }
        limits.add("Events that had no label then were left out.");
        limits.add(
                "Figures by segment, calibration and importance aren't in the published record.");
        return limits;
    }

    /** What it was made of and with, by name; what isn't known isn't there. */
    public SortedMap<String, String> lineage() {
        Lineage lineage = version.getLineage();
        SortedMap<String, String> entries = new TreeMap<>();
        lineage.getParameters().forEach((key, value) -> entries.put("parameter " + key, value));
        lineage.getLibraries().forEach((key, value) -> entries.put("library " + key, value));
        put(entries, "code revision", lineage.getCodeRevision());
        put(entries, "seed", lineage.getSeed());
        put(entries, "parent", lineage.getParentDigest());
        put(entries, "trigger", version.getTriggerId());
        entries.put("feature set", version.getFingerprint());
        return entries;
    }

    private static void put(
            SortedMap<String, String> entries, String name, @Nullable Object value) {
        if (value != null) {
            entries.put(name, value.toString());
        }
    }

    String meaning(String feature) {
        return meanings.getOrDefault(feature, measured.meaning(feature));
    }
}
