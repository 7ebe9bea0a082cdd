package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.jobs.cli.parity.Cause;
import io.millrace.jobs.cli.parity.ParityReport;
import io.millrace.jobs.cli.parity.ValueDifference;
import io.millrace.jobs.cli.parity.VectorDifference;
import io.millrace.jobs.cli.trial.TypedText;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.Locale;

/** A parity report for people and for programs. */
final class ParityOutput {
    private static final int MOST_SHOWN = 20;
    private static final double PERCENT = 100;

    private ParityOutput() {}

    /** One document with everything. */
    static ObjectNode document(ParityReport report) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schemaVersion", TableOutput.SCHEMA_VERSION);
        ObjectNode parity = document.putObject("parity");
        parity.put("pipeline", report.pipeline())
                .put("fingerprint", report.fingerprint())
                .put("share", report.share())
                .put("predictions", report.predictions())
                .put("sampled", report.sampled())
                .put("compared", report.compared())
                .put("equal", report.equal())
                .put("different", report.allDifferent())
                .put("not_comparable", report.notComparable());
        ObjectNode causes = parity.putObject("by_cause");
        report.different().forEach((cause, count) -> causes.put(cause.key(), count));
        parity.put("equal_rate", finite(report.equalRate()))
                .put("unexplained_rate", finite(report.unexplainedRate()));
        ArrayNode notes = document.putArray("notes");
        report.notes().forEach(notes::add);
        ArrayNode differences = document.putArray("differences");
        for (VectorDifference difference : report.differences()) {
            ObjectNode one = differences.addObject();
            one.put("event_id", difference.eventId())
                    .put("event_time", TypedText.time(difference.eventTime()))
                    .put("place", difference.place())
                    .put("fingerprint", difference.fingerprint())
                    .put("cause", difference.cause().key())
                    .put("reason", difference.reason());
            ArrayNode features = one.putArray("features");
            for (ValueDifference value : difference.values()) {
                features.addObject()
                        .put("feature", value.feature())
                        .put("served", value.served())
                        .put("served_bits", value.servedBits())
                        .put("recomputed", value.recomputed())
                        .put("recomputed_bits", value.recomputedBits());
            }
        }
        return document;
    }

    private static @Nullable Double finite(double rate) {
        return Double.isFinite(rate) ? (Double) rate : null;
    }

    /** A row a feature that differs; one without a feature where there's no other vector. */
    static Table differences(ParityReport report) {
        Table table =
                Table.of(
                        "differences",
                        "event_id",
                        "event_time",
                        "cause",
                        "feature",
                        "served",
                        "recomputed",
                        "served_bits",
                        "recomputed_bits",
                        "reason",
                        "place");
        for (VectorDifference difference : report.differences()) {
            if (difference.values().isEmpty()) {
                add(table, difference, null);
            }
            difference.values().forEach(value -> add(table, difference, value));
        }
        return table;
    }

    private static void add(Table table, VectorDifference of, @Nullable ValueDifference value) {
        table.add(
                of.eventId(),
                TypedText.time(of.eventTime()),
                of.cause().key(),
                value == null ? null : value.feature(),
                value == null ? null : value.served(),
                value == null ? null : value.recomputed(),
                value == null ? null : value.servedBits(),
                value == null ? null : value.recomputedBits(),
                of.reason(),
                of.place());
    }

    /** The counts, then the first differences. */
    static void forPeople(ParityReport report, PrintWriter out) {
        Table counts = Table.of("parity", "vectors", "count", "share");
        counts.add("predictions", report.predictions(), null);
        counts.add("in the sample", report.sampled(), null);
        counts.add("compared", report.compared(), null);
        counts.add("equal to the last bit", report.equal(), rate(report.equalRate()));
        for (Cause cause : Cause.values()) {
            long count = report.different(cause);
            if (count > 0 || cause == Cause.UNEXPLAINED) {
                counts.add(
                        "different: " + cause.words(),
                        count,
                        rate((double) count / report.compared()));
            }
        }
        if (report.notComparable() > 0) {
            counts.add("not comparable: too old for the topics", report.notComparable(), null);
        }
        TableOutput.write(counts, Format.TABLE, out);
        Table all = differences(report);
        if (all.rows().isEmpty()) {
            return;
        }
        out.println();
        int shown = Math.min(MOST_SHOWN, all.rows().size());
        TableOutput.write(
                new Table(all.name(), all.columns(), all.rows().subList(0, shown)),
                Format.TABLE,
                out);
        if (all.rows().size() > shown) {
            out.println("and " + (all.rows().size() - shown) + " more: --json has them");
        }
    }

    private static @Nullable String rate(double rate) {
        return Double.isFinite(rate) ? String.format(Locale.ROOT, "%.4f %%", rate * PERCENT) : null;
    }
}
