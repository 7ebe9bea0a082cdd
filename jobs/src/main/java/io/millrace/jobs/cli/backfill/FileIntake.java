package io.millrace.jobs.cli.backfill;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.backfill.Exclusion;
import io.millrace.jobs.cli.trial.EventMaker;
import io.millrace.jobs.cli.trial.Made;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.jobs.serve.SourceRecord;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.serde.csv.CsvOptions;

import org.apache.avro.generic.GenericRecord;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * Reads one source's files. A row's coordinates are its source's topic, the file's number as the
 * partition, and its line (or number, where there are no lines) as the offset; it counts as sent at
 * its event time.
 */
final class FileIntake {
    private static final byte[] NOT_KEPT = new byte[0];
    private static final int ROWS_BETWEEN = 5_000;

    private final int source;
    private final SourceSchema schema;
    private final EventMaker maker;
    private final CsvOptions options;
    private final Intake intake;

    FileIntake(
            FeaturePlan plan, int source, SourceSchema schema, CsvOptions options, Intake intake) {
        this.source = source;
        this.schema = schema;
        this.maker = new EventMaker(plan, source, schema);
        this.options = options;
        this.intake = intake;
    }

    /**
     * Reads the files one after the other.
     *
     * @param goOn asked now and then with the number of rows so far
     * @return false if it wasn't to go on
     */
    boolean read(List<Path> files, LongPredicate goOn) throws IOException {
        for (int file = 0; file < files.size(); file++) {
            try (RowReader rows = RowReader.open(files.get(file), schema, maker, options)) {
                for (InputRow row = rows.next(); row != null; row = rows.next()) {
                    take(file, row);
                    if (intake.read() % ROWS_BETWEEN == 0 && !goOn.test(intake.read())) {
                        return false;
                    }
                }
            }
        }
        return goOn.test(intake.read());
    }

    private void take(int file, InputRow row) throws IOException {
        GenericRecord record = row.record();
        if (record == null) {
            intake.exclude(source, unreadable(file, row));
            return;
        }
        Made made = maker.make(record, row.position(), OptionalLong.empty());
        Event event = made.event();
        Coordinates at =
                new Coordinates(made.at().topic(), file, row.position(), made.at().timestamp());
        intake.take(
                new SourceRecord(
                        source,
                        at,
                        null,
                        NOT_KEPT,
                        List.of(),
                        event == null ? SourceRecord.NO_TIME : event.time(),
                        event == null ? "" : event.id(),
                        event == null ? null : event.fields(),
                        made.refusal()));
    }

    private Exclusion unreadable(int file, InputRow row) {
        Problem first = row.problems().get(0);
        return new Exclusion(
                schema.source().topic().value(),
                file,
                row.position(),
                first.place().column(),
                Exclusion.Verdict.REFUSED,
                "read",
                first.code(),
                null,
                String.join("; ", row.problems().stream().map(Problem::message).toList()),
                null,
                null);
    }
}
