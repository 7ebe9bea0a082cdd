package io.millrace.jobs.examples.elec2;

import io.millrace.features.FeaturePlan;
import io.millrace.features.OfflineFeatures;
import io.millrace.jobs.examples.LoopSimulation.Labelled;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.csv.CsvOptions;
import io.millrace.schemas.serde.csv.CsvRecords;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The file of prices as the example's README replays it. */
final class Elec2 {
    /** Rows from which on Victoria's columns vary. */
    static final int VICTORIA = 17_424;

    private static final Instant START = Instant.parse("1996-05-07T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(30);
    private static final Duration DELAY = STEP.multipliedBy(48);

    private Elec2() {}

    static List<Labelled> rows(CheckedPipeline pipeline, Path file) {
        FeaturePlan plan = pipeline.plan();
        List<Event> events = new ArrayList<>();
        Schema prices = pipeline.schemas().get(0).schema();
        for (GenericRecord record : records(file, prices, "at", START, Set.of("class"))) {
            events.add(event(record, plan));
        }
        List<GenericRecord> moves =
                records(
                        file,
                        pipeline.labels().orElseThrow().schema(),
                        "known_at",
                        START.plus(DELAY),
                        Set.of(
                                "period",
                                "nswprice",
                                "nswdemand",
                                "vicprice",
                                "vicdemand",
                                "transfer"));
        List<Labelled> rows = new ArrayList<>();
        for (Event event : OfflineFeatures.compute(plan, events)) {
            GenericRecord move = moves.get(rows.size());
            rows.add(
                    new Labelled(
                            event.time(),
                            (long) move.get("known_at"),
                            (int) move.get("class") == 1,
                            event.features()));
        }
        return rows;
    }

    private static List<GenericRecord> records(
            Path file, Schema schema, String time, Instant start, Set<String> ignored) {
        CsvOptions options =
                CsvOptions.DEFAULT
                        .ignoring(ignored)
                        .withTime(new CsvOptions.GeneratedTime(time, start, STEP))
                        .withRowNumberAs("id");
        List<GenericRecord> records = new ArrayList<>();
        try (CsvRecords csv = CsvRecords.open(file, schema, options)) {
            csv.forEachRemaining(records::add);
        }
        return records;
    }

    private static Event event(GenericRecord record, FeaturePlan plan) {
        RowType type = plan.sources().get(0);
        Row fields = new Row(type.size());
        for (int i = 0; i < type.size(); i++) {
            Object value = record.get(type.field(i).name());
            fields.set(
                    i,
                    type.field(i).type(),
                    value instanceof CharSequence ? value.toString() : value);
        }
        long time = (long) record.get("at");
        return new Event(
                0,
                record.get("id").toString(),
                time,
                new Coordinates("prices", 0, 0, time),
                null,
                new byte[0],
                fields,
                new Row(plan.features().size()));
    }
}
