package io.millrace.jobs.cli.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.WindowPerformance;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the stream has told of a model in a stretch of event time: drift by feature and window,
 * performance by version, alerts and triggers on the same axis. Aggregates only.
 */
public final class StreamReport {
    private static final String PAGE = "stream-report.html";

    private final String pipeline;
    private final String model;
    private final Instant from;
    private final Instant to;
    private final Map<String, FeatureHistory> features;
    private final List<WindowPerformance> performance;
    private final List<DriftAlert> alerts;
    private final List<RetrainTrigger> triggers;

    /** What's on the topics of one model, in the order in which it was written. */
    public record Records(
            List<DriftReport> reports,
            List<WindowPerformance> performance,
            List<DriftAlert> alerts,
            List<RetrainTrigger> triggers) {
        public Records {
            reports = List.copyOf(reports);
            performance = List.copyOf(performance);
            alerts = List.copyOf(alerts);
            triggers = List.copyOf(triggers);
        }
    }

    /**
     * @param from event time, included; windows that end after it are in
     * @param to event time, included
     */
    public StreamReport(String pipeline, String model, Records records, Instant from, Instant to) {
        this.pipeline = pipeline;
        this.model = model;
        this.from = from;
        this.to = to;
        this.features =
                FeatureHistory.byFeature(
                        records.reports().stream()
                                .filter(report -> report.getSegment() == null)
                                .filter(report -> isWithin(report.getWindowEnd()))
                                .toList());
        this.performance =
                newest(
                        records.performance().stream()
                                .filter(window -> window.getSegment() == null)
                                .filter(window -> isWithin(window.getWindowEnd()))
                                .toList());
        this.alerts =
                records.alerts().stream().filter(alert -> !alert.getAsOf().isAfter(to)).toList();
        this.triggers =
                records.triggers().stream().filter(trigger -> isWithin(trigger.getAsOf())).toList();
    }

    private boolean isWithin(Instant time) {
        return time.isAfter(from) && !time.isAfter(to);
    }

    /** The highest revision of each window of each version, by time. */
    private static List<WindowPerformance> newest(List<WindowPerformance> windows) {
        Map<String, WindowPerformance> newest = new TreeMap<>();
        for (WindowPerformance window : windows) {
            String key =
                    window.getWindowStart() + "/" + window.getDigest() + "/" + window.getRole();
            newest.merge(key, window, (a, b) -> b.getRevision() >= a.getRevision() ? b : a);
        }
        return newest.values().stream()
                .sorted(Comparator.comparing(WindowPerformance::getWindowStart))
                .toList();
    }

    /** The features, those that drift first. */
    public List<FeatureHistory> features() {
        return features.values().stream()
                .sorted(
                        Comparator.comparing(
                                        (FeatureHistory feature) -> feature.newest().getVerdict())
                                .reversed()
                                .thenComparing(
                                        Comparator.comparingDouble(FeatureHistory::beyond)
                                                .reversed())
                                .thenComparing(FeatureHistory::feature))
                .toList();
    }

    /** The page; it needs nothing else. */
    public String html() throws IOException {
        return HtmlReport.page(PAGE, json());
    }

    /** The data of the page. */
    public ObjectNode json() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("pipeline", pipeline).put("model", model);
        data.put("from", from.toEpochMilli()).put("to", to.toEpochMilli());
        ArrayNode columns = data.putArray("features");
        List<Long> times = times();
        times.forEach(data.putArray("times")::add);
        features().forEach(feature -> columns.add(feature.json(times)));
        addPerformance(data.putObject("performance"));
        addAlerts(data.putArray("alerts"));
        ArrayNode asked = data.putArray("triggers");
        for (RetrainTrigger trigger : triggers) {
            asked.addObject()
                    .put("t", trigger.getAsOf().toEpochMilli())
                    .put("cause", word(trigger.getCause()))
                    .put("reason", trigger.getReason());
        }
        return data;
    }

    /** Ends of the windows, the newest among them; the same for all features. */
    private List<Long> times() {
        return FeatureHistory.thinned(
                features.values().stream()
                        .flatMap(feature -> feature.times().stream())
                        .distinct()
                        .sorted()
                        .toList());
    }

    /** By version and role: a point a window. */
    private void addPerformance(ObjectNode data) {
        Map<String, List<WindowPerformance>> byVersion = new TreeMap<>();
        for (WindowPerformance window : performance) {
            byVersion.computeIfAbsent(series(window), none -> new ArrayList<>()).add(window);
        }
        byVersion.forEach(
                (name, windows) -> {
                    ArrayNode points = data.putArray(name);
                    for (WindowPerformance window : FeatureHistory.thinned(windows)) {
                        ObjectNode point = points.addObject();
                        point.put("t", window.getWindowEnd().toEpochMilli());
                        point.put("scored", window.getScored())
                                .put("labelled", window.getLabelled());
                        ObjectNode metrics = point.putObject("metrics");
                        new TreeMap<>(window.getMetrics())
                                .forEach((id, value) -> metrics.put(id, rounded(value)));
                    }
                });
    }

    private static String series(WindowPerformance window) {
        String version =
                window.getVersion() == null
                        ? window.getDigest().substring(0, Math.min(7, window.getDigest().length()))
                        : "@" + window.getVersion();
        return window.getModel() + version + " " + word(window.getRole());
    }

    /** An episode each, with the time at which it was over. */
    private void addAlerts(ArrayNode data) {
        Map<String, DriftAlert> opened = new TreeMap<>();
        Map<String, DriftAlert> resolved = new TreeMap<>();
        for (DriftAlert alert : alerts) {
            (alert.getState() == AlertState.RESOLVED ? resolved : opened)
                    .put(alert.getAlertId(), alert);
        }
        opened.values().stream()
                .filter(
                        alert -> {
                            DriftAlert end = resolved.get(alert.getAlertId());
                            return end == null || end.getAsOf().isAfter(from);
                        })
                .sorted(
                        Comparator.comparing(DriftAlert::getEpisodeStart)
                                .thenComparing(DriftAlert::getAlertId))
                .forEach(
                        alert -> {
                            DriftAlert end = resolved.get(alert.getAlertId());
                            ObjectNode node = data.addObject();
                            node.put("id", alert.getAlertId()).put("rule", alert.getRule());
                            node.put("subject", alert.getSubject());
                            node.put("severity", word(alert.getSeverity()));
                            node.put("from", alert.getEpisodeStart().toEpochMilli());
                            node.put("to", end == null ? null : end.getAsOf().toEpochMilli());
                            node.put("summary", alert.getSummary());
                        });
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Four digits or so; null for what isn't a number. */
    static @Nullable Double rounded(@Nullable Double value) {
        return value != null && Double.isFinite(value)
                ? (Double) Double.parseDouble(String.format(Locale.ROOT, "%.4g", value))
                : null;
    }
}
