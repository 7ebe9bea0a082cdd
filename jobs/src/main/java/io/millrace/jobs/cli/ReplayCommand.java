package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRefusedException;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code millrace replay}. */
@Command(
        name = "replay",
        description = {
            "Feed a source's topic, or the labels', from a CSV file, as any producer would.",
            "",
            "The header names the schema's fields; the record's key is the first entity's, or"
                    + " the id that a label is about. The whole file is read and checked before"
                    + " anything is sent. After the last row of a source a heartbeat on every"
                    + " partition lets the last events be answered. Labels may be sent before"
                    + " their events: each counts from its own time on.",
            "",
            "Ctrl-C stops after the row at hand and says how to go on."
        },
        footer = {
            "%nExamples:",
            "  millrace replay --source transactions --csv transactions.csv --speed 1000x",
            "  millrace replay --source market --csv elec.csv --start 1996-05-07T00:00Z --step 30m",
            "  millrace replay --labels --csv moves.csv --number --start 1996-05-08 --step 30m",
            "  millrace replay --source transactions --csv transactions.csv --skip 41180"
        })
final class ReplayCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = {"-f", "--file", "--pipeline"},
            paramLabel = "FILE",
            description = "The pipeline file. Default: pipeline.yaml.")
    private Path file = PipelineFile.DEFAULT;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Which source of the pipeline. May be left out if there's only one.")
    private @Nullable String sourceName;

    @Option(names = "--labels", description = "Feed the labels' topic instead of a source's.")
    private boolean labels;

    @Option(names = "--csv", paramLabel = "FILE", required = true, description = "The rows.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path csv;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            defaultValue = "max",
            converter = Speed.Converter.class,
            description = "Event time against the clock: 1x, 1000x, max. Default: max.")
    private Speed speed = Speed.MAX;

    @Mixin private final RowOptions rowOptions = new RowOptions();

    @Option(
            names = "--map",
            paramLabel = "COLUMN:CELL=TEXT,...",
            converter = CellMeanings.Converter.class,
            description = "What the cells of a column stand for: class:UP=1,DOWN=0.")
    private List<CellMeanings> meanings = List.of();

    @Option(names = "--skip", paramLabel = "N", description = "Leave out the first N rows.")
    private long skip;

    @Option(names = "--limit", paramLabel = "N", description = "Send N rows at most.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--skip-bad", description = "Send the good rows although there are bad ones.")
    private boolean skipBad;

    @Option(
            names = "--no-heartbeat",
            negatable = false,
            description = "Don't say at the end how far event time has come.")
    private boolean noHeartbeat;

    @Mixin private final Connection connection = new Connection();

    ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        checkOptions();
        try (Registries registries = new Registries(session, connection)) {
            CheckedPipeline pipeline =
                    CheckedPipeline.load(session.resolve(file), session.environment(), registries);
            if (skip > 0 && !labels) {
                ReplayWords.of(pipeline)
                        .forEach(words -> session.progress("right answers need " + words));
            }
            ReplayTarget target = labels ? labels(pipeline) : ReplayTarget.of(source(pipeline));
            ReplayFile rows =
                    new ReplayFile(
                            session.resolve(csv),
                            target,
                            rowOptions
                                    .madeUp(target.timeField(), target.idField())
                                    .withMeanings(CellMeanings.byColumn(meanings)));
            long good = rows.check(session, skipBad);
            return send(target, partitionKey(pipeline, target), rows, good);
        }
    }

    private void checkOptions() {
        rowOptions.check();
        if (labels && sourceName != null) {
            throw CommandFailure.usage(
                    "--labels and --source exclude each other",
                    "--labels feeds the topic that the pipeline's labels come from");
        }
        if (skip < 0 || limit < 0) {
            throw CommandFailure.usage("--skip and --limit are 0 or more");
        }
    }

    private static ReplayTarget labels(CheckedPipeline pipeline) {
        return pipeline.labels()
                .map(ReplayTarget::of)
                .orElseThrow(
                        () ->
                                CommandFailure.usage(
                                        "the pipeline has no labels",
                                        "its section `labels` names the topic that they come"
                                                + " from"));
    }

    private SourceSchema source(CheckedPipeline pipeline) {
        List<String> names =
                pipeline.schemas().stream().map(found -> found.source().name().value()).toList();
        if (sourceName == null && names.size() > 1) {
            throw CommandFailure.usage(
                    "--source is needed, since the pipeline has several",
                    "there are: " + String.join(", ", names));
        }
        String wanted = Optional.ofNullable(sourceName).orElse(names.get(0));
        return pipeline.schemas().stream()
                .filter(found -> found.source().name().value().equals(wanted))
                .findFirst()
                .orElseThrow(
                        () ->
                                CommandFailure.usage(
                                        "the pipeline has no source \"" + wanted + "\"",
                                        NearestName.of(wanted, names)
                                                .map(near -> "did you mean \"" + near + "\"?")
                                                .orElse("there are: " + String.join(", ", names))));
    }

    private int send(ReplayTarget target, Optional<String> key, ReplayFile rows, long good)
            throws Exception {
        Endpoints endpoints = connection.resolve(session);
        String topic = target.topic();
        int partitions;
        try (Admin admin = Kafka.admin(endpoints)) {
            partitions = TopicOffsets.one(admin, topic).begin().size();
        }
        int schemaId;
        try (SchemaRegistry registry = new ConfluentSchemaRegistry(endpoints.requireRegistry())) {
            schemaId = registry.register(SchemaRegistry.valueSubject(topic), target.schemaText());
        } catch (SchemaRefusedException e) {
            throw new CommandFailure(ExitCode.NO, String.valueOf(e.getMessage())).causedBy(e);
        }
        Interruption interruption = session.interruption();
        interruption.watch();
        Pacer pacer =
                new Pacer(
                        speed,
                        System::nanoTime,
                        nanos -> !interruption.await(nanos, TimeUnit.NANOSECONDS));
        long wanted = Math.min(limit, Math.max(0, good - skip));
        Replay.Outcome outcome;
        try (Producer<byte[], byte[]> producer = Kafka.producer(endpoints);
                Progress progress = Progress.of(session, topic, wanted)) {
            Replay replay =
                    new Replay(
                            producer,
                            new RecordMaker(target, schemaId, key),
                            pacer,
                            progress,
                            !noHeartbeat);
            outcome = replay.run(rows, skip, limit, partitions, target);
        }
        try {
            report(outcome, topic);
        } finally {
            session.flush();
            interruption.tidy();
        }
        return outcome.isComplete() ? ExitCode.DONE : ExitCode.INTERRUPTED;
    }

    /** The field whose text is the records' key: the first entity's that a source has. */
    private Optional<String> partitionKey(CheckedPipeline pipeline, ReplayTarget target) {
        if (labels) {
            return Optional.of(target.idField());
        }
        return pipeline.pipeline().entities().stream()
                .map(entity -> entity.key().value())
                .filter(key -> target.schema().getField(key) != null)
                .findFirst();
    }

    private void report(Replay.Outcome outcome, String topic) {
        Table table =
                Table.of(
                        "replays",
                        "topic",
                        "sent",
                        "bad",
                        "first_event_time",
                        "last_event_time",
                        "millis",
                        "heartbeat");
        table.add(
                topic,
                outcome.sent(),
                outcome.bad(),
                outcome.first().map(AvroJson::time).orElse(null),
                outcome.last().map(AvroJson::time).orElse(null),
                outcome.millis(),
                outcome.heartbeat().map(AvroJson::time).orElse(null));
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        if (!outcome.isComplete()) {
            session.hint(
                    "stopped after row %d of %s; to go on, add: --skip %d"
                            .formatted(outcome.row(), csv, outcome.row()));
        }
    }
}
