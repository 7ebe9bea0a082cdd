package io.millrace.drift.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.drift.monitor.MonitorHistory.Input;
import io.millrace.schemas.avro.WindowPerformance;

import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A monitor goes on from what an earlier release remembered. */
class FormerSnapshotTest {
    /** The history that the snapshot is of, when it was made, and which inputs had come. */
    private static final MonitorHistory HISTORY = new MonitorHistory(51, 10, 60);

    private static final long MADE_AT = 6 * MonitorHistory.WINDOW + 30_000;
    private static final long GIVEN_UNTIL = MADE_AT + 70_000;

    /** Profiles are made with functions that may differ in their last bit between processors. */
    private static final String PROFILE =
            "ebdb46ac703da2367c26dda5af55d827d6d15851cb198969196d6d7badb8c047";

    private static byte[] snapshot() throws IOException {
        try (InputStream in = FormerSnapshotTest.class.getResourceAsStream("monitor-1.bin")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static List<SpecificRecord> goOn(ModelMonitor monitor) {
        for (Input input : HISTORY.inputs(1, 51)) {
            if (input.dueAt() > GIVEN_UNTIL) {
                input.into(monitor);
            }
        }
        return monitor.advance(HISTORY.end + 10 * MonitorHistory.WINDOW + MonitorHistory.HORIZON);
    }

    @Test
    void findsTheSameAsIfItHadSeenAllItself() throws IOException {
        assumeThat(MonitorHistory.VERSIONS.profile("one").orElseThrow().digest())
                .isEqualTo(PROFILE);
        ModelMonitor whole = new ModelMonitor(MonitorHistory.SETTINGS, MonitorHistory.VERSIONS);
        for (Input input : HISTORY.inputs(1, 51)) {
            if (input.dueAt() <= GIVEN_UNTIL) {
                input.into(whole);
            }
        }
        whole.advance(MADE_AT);
        ModelMonitor restored =
                ModelMonitor.restore(MonitorHistory.SETTINGS, MonitorHistory.VERSIONS, snapshot());

        List<SpecificRecord> expected = goOn(whole);
        List<SpecificRecord> found = goOn(restored);

        assertThat(withoutNewMetrics(found)).isEqualTo(withoutNewMetrics(expected));
        assertThat(found).hasSizeGreaterThan(30);
    }

    /** What the earlier release didn't count can't be told of windows that it began. */
    private static List<SpecificRecord> withoutNewMetrics(List<SpecificRecord> found) {
        List<SpecificRecord> comparable = new ArrayList<>();
        for (SpecificRecord record : found) {
            if (record instanceof WindowPerformance window) {
                Map<String, Double> metrics = new TreeMap<>(window.getMetrics());
                metrics.keySet()
                        .removeIf(
                                name ->
                                        name.startsWith("estimated_")
                                                || name.equals("calibration_error")
                                                || name.equals("decision_rate"));
                comparable.add(WindowPerformance.newBuilder(window).setMetrics(metrics).build());
            } else {
                comparable.add(record);
            }
        }
        return comparable;
    }
}
