package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.cli.trial.EventMaker;
import io.millrace.jobs.cli.trial.Made;
import io.millrace.jobs.label.LabelValue;
import io.millrace.jobs.label.OfflineLabels;
import io.millrace.jobs.label.OfflineLabels.Known;
import io.millrace.jobs.pipeline.LabelSchema;
import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.csv.CsvOptions;

import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Labels by event, in memory, and the join with them. */
final class LabelTable {
    private final OfflineLabels rule;
    private final Map<String, List<Known>> byEvent = new HashMap<>();
    private long newest = Long.MIN_VALUE;
    private long count;
    private long unreadable;

    LabelTable(LabelSchema labels) {
        rule = new OfflineLabels(labels.labels());
    }

    /** Reads a file: a column is a field of the labels' schema. */
    static LabelTable read(Path file, LabelSchema labels) throws IOException {
        LabelTable table = new LabelTable(labels);
        EventMaker maker = new EventMaker(labels);
        ValueType type = EventMaker.labelField(labels).type();
        RowValues values = new RowValues(labels.schema(), maker, CsvOptions.DEFAULT);
        try (RowReader rows = RowReader.open(file, labels.schema(), values, CsvOptions.DEFAULT)) {
            for (InputRow row = rows.next(); row != null; row = rows.next()) {
                GenericRecord record = row.record();
                Made made =
                        record == null
                                ? null
                                : maker.make(record, row.position(), OptionalLong.empty());
                table.take(made == null ? null : made.event(), type);
            }
        }
        return table;
    }

    /** Takes a label; null or one without a usable value is counted as unreadable. */
    void take(@Nullable Event label, ValueType type) {
        count++;
        double value = label == null ? Double.NaN : LabelValue.of(label.fields(), type);
        if (label == null || Double.isNaN(value)) {
            unreadable++;
            return;
        }
        newest = Math.max(newest, label.time());
        byEvent.computeIfAbsent(label.id(), id -> new ArrayList<>(1))
                .add(new Known(value, label.time(), count));
    }

    long count() {
        return count;
    }

    long unreadable() {
        return unreadable;
    }

    /** Event time of the newest label; MIN_VALUE if there's none. */
    long newest() {
        return newest;
    }

    /**
     * An event's label.
     *
     * @param knownUntil event time up to which labels are there
     */
    OfflineLabels.Answer label(String eventId, long eventTime, long knownUntil) {
        return rule.label(eventId, eventTime, byEvent.getOrDefault(eventId, List.of()), knownUntil);
    }

    static JoinedLabel joined(OfflineLabels.Answer.Labelled label) {
        return new JoinedLabel(label.value(), label.knownAt(), name(label.origin()));
    }

    private static String name(LabelOrigin origin) {
        return origin.name().toLowerCase(Locale.ROOT);
    }
}
