package io.millrace.jobs.cli;

import io.millrace.jobs.cli.backfill.BackfillRequest;
import io.millrace.jobs.cli.backfill.BackfillRequest.LabelInput;
import io.millrace.jobs.cli.backfill.BackfillSummary;
import io.millrace.jobs.cli.backfill.BackfillTarget;
import io.millrace.jobs.cli.backfill.FileFormat;
import io.millrace.jobs.cli.backfill.Knowledge;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.serde.csv.CsvOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code millrace backfill}: the features of past events. */
@Command(
        name = "backfill",
        description = {
            "Compute the features of past events, by the stages that serve computes them with.",
            "",
            "Events come from the sources' topics, or from files (CSV, JSON lines, Parquet, Avro, by"
                    + " their ending), and then neither Kafka nor a registry is needed. They may be in any order: nothing is"
                    + " late. The output has a row an event in the order of event time: its id, its"
                    + " time, its entities' keys, and a column a feature; with --labels it's a"
                    + " training set. It's the same whatever the parallelism.",
            "",
            "A run that was stopped goes on when it's started again with the same arguments; the"
                    + " output gets its name when all of it is there. Rows that can't be used are"
                    + " left out and told in a file beside it. Ends with 3 if an expectation says stop."
        },
        footer = {
            "%nExamples:",
            "  millrace backfill --input transactions=payments.parquet --output features.parquet",
            "  millrace backfill --input transactions=day1.csv --input transactions=day2.csv"
                    + " --output fraud/ --format csv",
            "  millrace backfill --input transactions=payments.parquet --labels chargebacks.csv"
                    + " --output training.parquet",
            "  millrace backfill --score fraud@8 --from 2026-03-01 --output scored.parquet",
            "  millrace backfill --as-served --score as-served --output again.parquet",
            "  millrace backfill --as-served --from 2026-03-01 --to 2026-03-02 --output served/",
            "  millrace backfill --from-offsets transactions=0:1200,1:900 --output new.parquet",
            "  millrace backfill --input prices=elec.csv --number --start 1996-05-07 --step 30m"
                    + " --from 1996-06-01 --output elec.jsonl"
        })
final class BackfillCommand implements Callable<Integer> {

    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

    @Option(
            names = "--input",
            paramLabel = "SOURCE=FILE",
            description = {
                "A source's events. May be given several times, also for one",
                "source. Without it, events are what the sources' topics hold now."
            })
    private List<String> inputs = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Of a folder's files: parquet, csv or jsonl. Default: parquet.")
    private @Nullable FileFormat format;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = {
                "Labels, with the fields that the pipeline's labels have: the",
                "output is a training set, joined by the pipeline's rule."
            })
    private @Nullable Path labels;

    @Option(
            names = "--label-source",
            description = "The same, with labels from the pipeline's topic of labels.")
    private boolean labelSource;

    @Option(
            names = "--as-served",
            description = {
                "Of topics: leave out what the live run has recorded as late or",
                "as a duplicate, so that rows are what was served."
            })
    private boolean asServed;

    @Option(
            names = "--full-knowledge",
            description = "Take everything in; nothing is late. That's the default.")
    private boolean fullKnowledge;

    @Option(
            names = "--score",
            paramLabel = "MODEL",
            description = {
                "Score each row besides, to the bit as serve does: as-served, by",
                "what was in force at each event's time; or a version such as",
                "fraud@8, or a file of an artefact, which needs no Kafka."
            })
    private @Nullable String score;

    @Mixin private final ComputeOptions compute = new ComputeOptions();

    @Mixin private final OffsetOptions offsets = new OffsetOptions();

    @Mixin private final RowOptions rowOptions = new RowOptions();

    @Option(
            names = "--strict",
            description = "End with 1 if a row was refused; the output is written all the same.")
    private boolean strict;

    @Option(names = "--overwrite", description = "Replace an output that's there.")
    private boolean overwrite;

    @Option(names = "--fresh", description = "Begin anew, whatever an earlier run has left.")
    private boolean fresh;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How much is computed again at most when a run was killed. Default: 10s.")
    private Duration checkpointEvery = Duration.ofSeconds(10);

    @Mixin private final Connection connection = new Connection();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private BackfillCommand(Session session) {
        this.session = session;
    }

    /**
     * Adds the command. Its {@code --output} is where rows go; the one that all commands share, how
     * a result is shown, is only {@code -o} here.
     */
    static CommandLine addTo(CommandLine root, Session session) {
        CommandLine line = new CommandLine(new BackfillCommand(session));
        root.addSubcommand(line);
        OutputOption.replaceIn(
                line,
                "WHERE",
                "A file (.parquet, .csv or .jsonl), topic:NAME, or else a",
                "folder that gets files of 1,000,000 rows.");
        return root;
    }

    private String output() {
        return OutputOption.of(spec);
    }

    @Override
    public Integer call() throws Exception {
        LocalRunner runner = LocalRunner.find();
        compute.check();
        rowOptions.check();
        checkWhatBelongsTogether();
        CheckedPipeline checked;
        try (Registries registries = new Registries(session, connection)) {
            checked =
                    CheckedPipeline.load(
                            session.resolve(file.name()), session.environment(), registries);
        }
        checkOrder(checked);
        BackfillRequest request = request(checked);
        Optional<BackfillSummary> summary = runner.backfill(session, request);
        if (summary.isEmpty()) {
            return ExitCode.INTERRUPTED;
        }
        tell(summary.get());
        return strict && summary.get().refused() > 0 ? ExitCode.NO : ExitCode.DONE;
    }

    private void checkWhatBelongsTogether() {
        if (asServed && fullKnowledge) {
            throw CommandFailure.usage("--as-served and --full-knowledge contradict each other");
        }
        if (asServed && !inputs.isEmpty()) {
            throw CommandFailure.usage(
                    "--as-served goes by what a live run has recorded of its topics",
                    "leave out --input to read them");
        }
        if (offsets.isGiven() && !inputs.isEmpty()) {
            throw CommandFailure.usage(
                    "offsets are those of topics, and --input names files",
                    "leave out --input to read the topics, or give --from and --to");
        }
        if (labels != null && labelSource) {
            throw CommandFailure.usage("--labels and --label-source contradict each other");
        }
    }

    /** What had come before an event isn't recorded, so that only its time can say it. */
    private void checkOrder(CheckedPipeline checked) {
        if (checked.pipeline().order() != Order.ARRIVAL) {
            return;
        }
        if (asServed) {
            throw CommandFailure.usage(
                    file.name() + " answers in the order of arrival, which isn't recorded",
                    "the vectors that were served are in "
                            + checked.pipeline().name()
                            + ".predictions");
        }
        session.warning(
                file.name()
                        + " answers in the order of arrival; rows are what it would have answered"
                        + " if every event had come in the order of its time");
    }

    private BackfillRequest request(CheckedPipeline checked) {
        List<List<Path>> files = files(checked);
        List<CsvOptions> options = new ArrayList<>();
        for (Source source : checked.pipeline().sources()) {
            options.add(
                    options.isEmpty()
                            ? rowOptions.madeUp(source.eventTime().value(), source.id().value())
                            : rowOptions.asRead());
        }
        return new BackfillRequest(
                checked,
                files,
                options,
                compute.first(),
                compute.end(),
                offsets.range(checked.pipeline()),
                BackfillTarget.parse(output(), session.folder().toAbsolutePath()),
                format(),
                labelInput(checked),
                compute.parallelism(),
                asServed ? Knowledge.AS_SERVED : Knowledge.FULL,
                overwrite,
                fresh,
                checkpointEvery,
                needsTopics() ? Optional.of(endpoints()) : Optional.empty(),
                score == null
                        ? Optional.empty()
                        : Optional.of(new ScoreSource(session, connection).scores(checked, score)));
    }

    private boolean needsTopics() {
        return inputs.isEmpty() || labelSource || output().startsWith(BackfillTarget.TOPIC);
    }

    private Endpoints endpoints() {
        Endpoints endpoints = connection.resolve(session);
        endpoints.requireBroker();
        endpoints.requireRegistry();
        return endpoints;
    }

    private FileFormat format() {
        Optional<FileFormat> byName = FileFormat.ofName(output());
        if (format != null && byName.isPresent() && byName.get() != format) {
            throw CommandFailure.usage(
                    "--format "
                            + format.name().toLowerCase(java.util.Locale.ROOT)
                            + " doesn't go with --output "
                            + output());
        }
        return byName.orElse(format == null ? FileFormat.PARQUET : format);
    }

    private LabelInput labelInput(CheckedPipeline checked) {
        if (labels == null && !labelSource) {
            return new LabelInput.None();
        }
        if (checked.labels().isEmpty()) {
            throw CommandFailure.usage(
                    file.name() + " has no labels: that say how they are joined");
        }
        return labels == null
                ? new LabelInput.Source()
                : new LabelInput.File(session.resolve(labels));
    }

    /** By source, in the pipeline's order. */
    private List<List<Path>> files(CheckedPipeline checked) {
        Map<String, List<Path>> bySource = new LinkedHashMap<>();
        checked.pipeline()
                .sources()
                .forEach(source -> bySource.put(source.name().value(), new ArrayList<>()));
        for (String input : inputs) {
            int equals = input.indexOf('=');
            if (equals < 1) {
                throw CommandFailure.usage(
                        "--input is \"" + input + "\"", "it's written SOURCE=FILE");
            }
            String source = input.substring(0, equals);
            List<Path> files = bySource.get(source);
            if (files == null) {
                throw CommandFailure.usage(
                        file.name() + " has no source \"" + source + "\"",
                        NearestName.of(source, bySource.keySet())
                                .map(nearest -> "did you mean \"" + nearest + "\"?")
                                .orElse("it has: " + String.join(", ", bySource.keySet())));
            }
            files.add(session.resolve(Path.of(input.substring(equals + 1))));
        }
        String main = checked.pipeline().mainSource().name().value();
        if (!inputs.isEmpty() && bySource.getOrDefault(main, List.of()).isEmpty()) {
            throw CommandFailure.usage(
                    "features are those of " + main + "'s events, and it has no file",
                    "name one: --input " + main + "=FILE");
        }
        return List.copyOf(bySource.values());
    }

    private void tell(BackfillSummary summary) {
        Format written = session.format(Format.TABLE);
        Table table =
                Table.of(
                        "backfills",
                        "rows",
                        "read",
                        "outside",
                        "history",
                        "refused",
                        "duplicates",
                        "late",
                        "unlabelled",
                        "undecided",
                        "other_sources",
                        "other_sources_left_out",
                        "files",
                        "left_out",
                        "millis",
                        "events_a_second");
        List<Path> files = summary.files();
        table.add(
                summary.rows(),
                summary.read(),
                summary.outside(),
                summary.history(),
                summary.refused(),
                summary.duplicates(),
                summary.late(),
                summary.unlabelled(),
                summary.undecided(),
                summary.others(),
                summary.othersLeftOut(),
                String.join(" ", files.stream().map(Path::toString).toList()),
                Optional.ofNullable(summary.exclusions()).map(Path::toString).orElse(null),
                summary.millis(),
                summary.eventsASecond());
        TableOutput.write(
                written == Format.TABLE ? forPeople(table) : table, written, session.out());
    }

    /** A line a count; those of which there's nothing are left out. */
    private static Table forPeople(Table wide) {
        Table table = Table.of("backfill", "what", "count");
        for (int i = 0; i < wide.columns().size(); i++) {
            Object value = wide.rows().get(0).get(i);
            boolean nothing = value == null || value.equals(0L);
            if (!nothing || i < 2) {
                table.add(wide.columns().get(i).replace('_', ' '), String.valueOf(value));
            }
        }
        return table;
    }
}
