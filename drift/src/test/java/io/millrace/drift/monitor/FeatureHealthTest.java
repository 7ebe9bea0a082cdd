package io.millrace.drift.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

class FeatureHealthTest {
    private static final RowType FEATURES =
            new RowType(
                    List.of(
                            new Field("rate", ValueType.DOUBLE, true),
                            new Field("country", ValueType.STRING, true),
                            new Field("fixed", ValueType.DOUBLE, true)));
    private static final long WINDOW = 1_000;
    private static final MonitorSettings SETTINGS =
            new MonitorSettings("shop", "fraud", "examples", WINDOW, WINDOW, null);

    private final ReferenceProfile profile = profile();
    private final ModelMonitor.Versions versions =
            new ModelMonitor.Versions() {
                @Override
                public Optional<ReferenceProfile> profile(String digest) {
                    return Optional.of(profile);
                }

                @Override
                public double gateMetric(String digest) {
                    return Double.NaN;
                }

                @Override
                public GateErrors gateErrors(String digest) {
                    return GateErrors.UNKNOWN;
                }

                @Override
                public long trainedAt(String digest) {
                    return Long.MIN_VALUE;
                }
            };

    private static Row row(@Nullable Double rate, String country) {
        Row row = new Row(FEATURES.size());
        if (rate != null) {
            row.setDouble(0, rate);
        }
        row.setText(1, country);
        row.setDouble(2, 7);
        return row;
    }

    private static ReferenceProfile profile() {
        ProfileBuilder builder = ReferenceProfile.builder(FEATURES);
        for (int i = 0; i < 500; i++) {
            builder.add(row((double) (i % 9), i % 2 == 0 ? "PT" : "ES"), i / 500.0);
        }
        return builder.build();
    }

    private WindowPart part(long start, List<Row> rows) {
        WindowCounts counts = new WindowCounts(profile);
        for (int i = 0; i < rows.size(); i++) {
            counts.add(rows.get(i), i / 10.0);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            counts.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new WindowPart(start, "one", 1, Role.CHAMPION, rows.size(), bytes.toByteArray());
    }

    /** It's restored between all windows. */
    @Test
    void tellsSinceWhenAFeatureStandsStillOrIsMissing() {
        List<List<Row>> windows =
                List.of(
                        List.of(row(1.0, "PT"), row(2.0, "ES")),
                        List.of(row(3.0, "PT"), row(3.0, "PT")),
                        List.of(row(3.0, "ES"), row(null, "ES")),
                        List.of(row(4.0, "ES"), row(4.0, "ES")),
                        List.of(row(null, "PT"), row(null, "IT")),
                        List.of(row(null, "IT"), row(null, "IT")));
        Map<String, List<String>> told = new TreeMap<>();
        ModelMonitor monitor = new ModelMonitor(SETTINGS, versions);
        for (int i = 0; i < windows.size(); i++) {
            monitor.add(part(i * WINDOW, windows.get(i)));
            for (SpecificRecord record : monitor.advance((i + 1) * WINDOW)) {
                if (record instanceof DriftReport report) {
                    told.computeIfAbsent(report.getFeature(), none -> new ArrayList<>())
                            .add(
                                    seconds(report.getUnchangedSince())
                                            + "/"
                                            + seconds(report.getMissingSince()));
                }
            }
            monitor = ModelMonitor.restore(SETTINGS, versions, monitor.snapshot());
        }

        assertThat(told.get("rate")).containsExactly("-/-", "1/-", "1/-", "3/-", "-/4", "-/4");
        assertThat(told.get("country")).containsExactly("-/-", "1/-", "2/-", "2/-", "-/-", "-/-");
        assertThat(told.get("fixed")).containsOnly("-/-");
    }

    private static String seconds(@Nullable Instant time) {
        return time == null ? "-" : String.valueOf(time.getEpochSecond());
    }
}
