package io.millrace.jobs.drift;

import io.millrace.drift.monitor.MonitorOptions;
import io.millrace.drift.monitor.Reference;
import io.millrace.features.MonitorPlan;
import io.millrace.features.MonitorValues;
import io.millrace.features.function.FunctionJars;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Monitor;
import io.millrace.schemas.pipeline.Text;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The pipeline file's {@code monitor} in a form that can be sent to where operators run.
 *
 * @param slide milliseconds of event time from one window to the next
 * @param plan a {@link MonitorPlan} as bytes
 * @param groups by segment, those whose treatment is compared
 * @param metrics the business's own
 * @param reference what windows are compared with
 * @param from epoch milliseconds at which a named reference begins
 * @param to epoch milliseconds at which it ends
 */
@SuppressWarnings("ArrayRecordComponent") // sent, never compared
public record WatchSettings(
        long slide,
        int segmentValues,
        byte[] plan,
        List<Groups> groups,
        List<Metric> metrics,
        Monitor.Reference.Kind reference,
        long from,
        long to)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    record Groups(String by, List<String> values) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    record Metric(String name, Monitor.Aggregate aggregate) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    public WatchSettings {
        groups = List.copyOf(groups);
        metrics = List.copyOf(metrics);
    }

    /** Those of a pipeline whose expressions were checked. */
    static WatchSettings of(Monitor monitor, MonitorPlan plan) {
        List<Groups> groups = new ArrayList<>();
        for (Monitor.Groups one : monitor.fairness()) {
            List<String> values = one.values().stream().map(Text::value).toList();
            groups.add(new Groups(one.by().value(), values));
        }
        return new WatchSettings(
                monitor.slide().toMillis(),
                monitor.segmentValues(),
                plan.toBytes(),
                groups,
                monitor.metrics().stream()
                        .map(one -> new Metric(one.name().value(), one.aggregate()))
                        .toList(),
                monitor.reference().kind(),
                monitor.reference().from().toEpochMilli(),
                monitor.reference().to().toEpochMilli());
    }

    /** Windows that don't overlap, of all events. */
    static WatchSettings of(Monitor monitor, RowType features) {
        return of(monitor, MonitorPlan.compile(monitor, features, FunctionJars.NONE));
    }

    MonitorOptions options() {
        TreeMap<String, List<String>> fairness = new TreeMap<>();
        groups.forEach(one -> fairness.put(one.by, one.values));
        TreeMap<String, Monitor.Aggregate> aggregates = new TreeMap<>();
        metrics.forEach(one -> aggregates.put(one.name, one.aggregate));
        return new MonitorOptions(
                slide,
                segmentValues,
                fairness,
                aggregates,
                new Reference(Reference.Kind.valueOf(reference.name()), from, to));
    }

    MonitorValues values(RowType features) {
        return MonitorPlan.fromBytes(plan).values(features);
    }
}
