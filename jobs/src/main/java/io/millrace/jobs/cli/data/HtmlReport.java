package io.millrace.jobs.cli.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.drift.compare.FeatureVerdict;
import io.millrace.drift.compare.Verdict;
import io.millrace.drift.profile.CellCounts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A comparison as one HTML file that needs nothing else: its figures, the script that shows them,
 * and the library that draws them (Chart.js). There are aggregated cells in it and no rows.
 */
public final class HtmlReport {
    private static final String PAGE = "report.html";
    private static final String STYLE = "style.css";
    private static final String CHARTS =
            "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

    private HtmlReport() {}

    /**
     * @param by the column that rows are divided by, or null
     */
    public static String of(
            Reference reference,
            DataFile current,
            @Nullable String by,
            List<ComparedSegment> segments)
            throws IOException {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("reference", reference.name()).put("referenceRows", reference.rows());
        data.put("current", current.name()).put("currentRows", current.rows());
        if (by != null) {
            data.put("by", by);
        }
        ArrayNode all = data.putArray("segments");
        segments.forEach(segment -> all.add(segment(segment)));
        return page(PAGE, data);
    }

    /** A page with its style, its library and its data in it. */
    static String page(String name, ObjectNode data) throws IOException {
        // A "</script>" in a name would end the script that the data are in.
        String text = data.toString().replace("<", "\\u003c");
        String charts = resource(CHARTS).replaceAll("(?m)^//# sourceMappingURL=.*$", "");
        return resource(name)
                .replace("/*STYLE*/", resource(STYLE).stripTrailing())
                .replace("/*CHARTS*/", charts)
                .replace("/*DATA*/", text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the distribution lacks " + name + "; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ObjectNode segment(ComparedSegment segment) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("segment", segment.segment()).put("verdict", word(segment.worst()));
        node.put("rows", segment.currentRows()).put("referenceRows", segment.referenceRows());
        ArrayNode columns = node.putArray("columns");
        for (CellCounts counts : segment.features()) {
            columns.add(column(segment, counts));
        }
        return node;
    }

    private static ObjectNode column(ComparedSegment segment, CellCounts counts) {
        String name = counts.profile().column().name();
        FeatureVerdict deciding = segment.deciding(name);
        Shape shape = Shape.of(counts);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("column", name).put("type", word(counts.profile().column().type()));
        node.put("verdict", word(segment.verdict().verdict(name)));
        node.put("test", deciding.rule().id()).put("evidence", deciding.evidence());
        node.put("value", rounded(deciding.statistic()));
        node.put("threshold", rounded(deciding.threshold()));
        node.put("beyond", beyond(deciding));
        ObjectNode picture = node.putObject("shape");
        ArrayNode labels = picture.putArray("labels");
        shape.labels().forEach(labels::add);
        ArrayNode reference = picture.putArray("reference");
        shape.reference().forEach(reference::add);
        ArrayNode current = picture.putArray("current");
        shape.current().forEach(current::add);
        ArrayNode tests = node.putArray("tests");
        for (FeatureVerdict found : segment.verdict().of(name)) {
            tests.addArray()
                    .add(found.rule().id())
                    .add(rounded(found.statistic()))
                    .add(rounded(found.threshold()))
                    .add(rounded(found.adjustedP()))
                    .add(word(found.verdict()))
                    .add(found.verdict() == Verdict.OK ? "" : found.evidence());
        }
        return node;
    }

    private static double beyond(FeatureVerdict verdict) {
        double times = verdict.statistic() / verdict.threshold();
        return Double.isNaN(times) ? 0 : Math.min(times, 1e9);
    }

    /** Four digits or so; null for what isn't a number. */
    private static @Nullable Double rounded(double value) {
        return Double.isFinite(value)
                ? (Double) Double.parseDouble(String.format(Locale.ROOT, "%.4g", value))
                : null;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
