package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.jobs.cli.trial.EventMaker;
import io.millrace.jobs.cli.trial.Made;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.label.LabelValue;
import io.millrace.jobs.label.OfflineLabels;
import io.millrace.jobs.label.OfflineLabels.Known;
import io.millrace.jobs.pipeline.LabelSchema;
import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.Decoding;
import io.millrace.schemas.serde.EventDecoder;
import io.millrace.schemas.serde.EventLayout;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.csv.CsvOptions;

import org.apache.avro.generic.GenericRecord;

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
    /** An entry of the map, its list, and a label, on a 64-bit JVM; rather more than less. */
    private static final int BYTES_A_LABEL = 160;

    private final OfflineLabels rule;
    private final long mostBytes;
    private long bytes;
    private final Map<String, List<Known>> byEvent = new HashMap<>();
    private long newest = Long.MIN_VALUE;
    private long count;
    private long unreadable;

    private LabelTable(LabelSchema labels) {
        this(labels, Runtime.getRuntime().maxMemory() / 2);
    }

    /**
     * @param mostBytes about as many as labels may take
     */
    LabelTable(LabelSchema labels, long mostBytes) {
        rule = new OfflineLabels(labels.labels());
        this.mostBytes = mostBytes;
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
                Event event = made == null ? null : made.event();
                if (event == null) {
                    table.unreadable++;
                } else {
                    table.take(event.id(), event.time(), LabelValue.of(event.fields(), type));
                }
            }
        }
        return table;
    }

    /** Reads the pipeline's topic of labels. */
    static LabelTable read(KafkaSettings kafka, RegistrySettings registry, LabelSchema labels)
            throws IOException {
        LabelTable table = new LabelTable(labels);
        Field field = EventMaker.labelField(labels);
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(registry);
                TopicRange range = new TopicRange(kafka, labels.labels().topic().value())) {
            EventDecoder decoder =
                    new EventDecoder(
                            schemas,
                            EventLayout.of(
                                    labels.schema(),
                                    new RowType(List.of(field)),
                                    labels.labels().on().value(),
                                    labels.labels().eventTime().value()));
            range.read(
                    record -> {
                        if (decoder.decode(record.value()) instanceof Decoding.Decoded label) {
                            double value = LabelValue.of(label.fields(), field.type());
                            table.take(label.id(), label.time(), value);
                        } else {
                            table.unreadable++;
                        }
                        return true;
                    });
        }
        return table;
    }

    /**
     * @param value NaN if it isn't one
     */
    void take(String eventId, long time, double value) {
        if (Double.isNaN(value)) {
            unreadable++;
            return;
        }
        newest = Math.max(newest, time);
        count++;
        bytes += BYTES_A_LABEL + eventId.length();
        if (bytes > mostBytes) {
            throw new CommandFailure(
                    ExitCode.NO,
                    String.format(
                            Locale.ROOT,
                            "the first %,d labels take %,d MB of memory, and labels are held whole:"
                                    + " at most half of the memory, %,d MB, is for them",
                            count,
                            bytes >> 20,
                            mostBytes >> 20),
                    "give it more, such as MILLRACE_JAVA_OPTS=-Xmx8g: what was computed is kept,"
                            + " the same command goes on; or label a part of the events at a time,"
                            + " with files of their labels");
        }
        byEvent.computeIfAbsent(eventId, id -> new ArrayList<>(1))
                .add(new Known(value, time, count));
    }

    /** Those that can't. */
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
