package io.millrace.jobs.cli;

import io.millrace.jobs.cli.trial.EventMaker;
import io.millrace.jobs.cli.trial.FileEvents;
import io.millrace.jobs.cli.trial.Made;
import io.millrace.jobs.cli.trial.Outcome;
import io.millrace.jobs.cli.trial.Trial;
import io.millrace.jobs.cli.trial.TypedText;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.serde.csv.CsvOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code millrace features preview}. */
@Command(
        name = "preview",
        description = {
            "Compute the features of a file's first rows, by what serve computes them with.",
            "",
            "A file is CSV, JSON lines or Parquet, by its ending; its columns are fields of the"
                    + " source's schema. Only what's read counts as history: of the first source"
                    + " --skip and -n rows, of others the whole file. Rows that serve would refuse"
                    + " are told as warnings."
        },
        footer = {
            "%nExamples:",
            "  millrace features preview --input transactions=payments.csv",
            "  millrace features preview --input transactions=payments.parquet --skip 10000 -n 3",
            "  millrace features preview --input prices=elec.csv --number --start 1996-05-07"
                    + " --step 30m -o csv"
        })
final class FeaturesPreviewCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

    @Option(
            names = "--input",
            required = true,
            paramLabel = "SOURCE=FILE",
            description = "A source's events. May be given for several sources.")
    private Map<String, Path> inputs = new LinkedHashMap<>();

    @Option(
            names = "-n",
            paramLabel = "ROWS",
            defaultValue = "10",
            description = "How many rows are shown. Default: 10.")
    private int count = 10;

    @Option(
            names = "--skip",
            paramLabel = "ROWS",
            defaultValue = "0",
            description = "How many rows are read and not shown before them. Default: 0.")
    private int skip;

    @Mixin private final RowOptions rowOptions = new RowOptions();
    @Mixin private final Connection connection = new Connection();

    FeaturesPreviewCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 1 || skip < 0) {
            throw CommandFailure.usage("-n is at least 1 and --skip at least 0");
        }
        rowOptions.check();
        CheckedPipeline checked;
        try (Registries registries = new Registries(session, connection)) {
            checked =
                    CheckedPipeline.load(
                            session.resolve(file.name()), session.environment(), registries);
        }
        checkSources(checked);
        Trial trial = new Trial(checked);
        List<Made> rows = offer(checked, trial);
        trial.advance(Long.MAX_VALUE);
        List<Event> answered = answered(trial, rows);
        Format format = session.format(Format.TABLE);
        TableOutput.write(
                format == Format.TABLE ? forPeople(checked, answered) : table(checked, answered),
                format,
                session.out());
        return ExitCode.DONE;
    }

    private void checkSources(CheckedPipeline checked) {
        List<String> names =
                checked.pipeline().sources().stream().map(s -> s.name().value()).toList();
        for (String input : inputs.keySet()) {
            if (!names.contains(input)) {
                throw CommandFailure.usage(
                        file.name() + " has no source \"" + input + "\"",
                        NearestName.of(input, names)
                                .map(nearest -> "did you mean \"" + nearest + "\"?")
                                .orElse("it has: " + String.join(", ", names)));
            }
        }
        if (!inputs.containsKey(names.get(0))) {
            throw CommandFailure.usage(
                    "features are those of " + names.get(0) + "'s events, and it has no file",
                    "name one: --input " + names.get(0) + "=FILE");
        }
    }

    /** Reads the files; returns the first source's rows. */
    private List<Made> offer(CheckedPipeline checked, Trial trial) throws IOException {
        List<Made> all = new ArrayList<>();
        List<Made> first = List.of();
        for (int source = 0; source < checked.schemas().size(); source++) {
            SourceSchema schema = checked.schemas().get(source);
            Path input = inputs.get(schema.source().name().value());
            if (input == null) {
                session.warning(
                        "source "
                                + schema.source().name()
                                + " has no --input: features from it see nothing");
                continue;
            }
            List<Made> read =
                    FileEvents.read(
                            new EventMaker(checked.plan(), source, schema),
                            schema,
                            options(schema, source == 0),
                            session.resolve(input),
                            input.toString(),
                            source == 0 ? (long) skip + count : Long.MAX_VALUE);
            first = source == 0 ? read : first;
            all.addAll(read);
        }
        inOrderOfTime(all).forEach(trial::offer);
        return first;
    }

    /** Of several files, as they'd come: an answer at once sees what came before it. */
    private List<Made> inOrderOfTime(List<Made> all) {
        if (inputs.size() == 1) {
            return all;
        }
        return all.stream()
                .sorted(Comparator.comparingLong(made -> made.at().timestamp()))
                .toList();
    }

    private CsvOptions options(SourceSchema schema, boolean isFirst) {
        return isFirst
                ? rowOptions.madeUp(
                        schema.source().eventTime().value(), schema.source().id().value())
                : rowOptions.asRead();
    }

    private List<Event> answered(Trial trial, List<Made> rows) {
        List<Event> answered = new ArrayList<>();
        for (int row = skip; row < rows.size(); row++) {
            Outcome outcome = trial.outcome(rows.get(row).at());
            if (outcome == null) {
                continue;
            }
            Event event = outcome.event();
            if (outcome.verdict() == Outcome.Verdict.ADMITTED && event != null) {
                answered.add(event);
            } else {
                String verdict =
                        outcome.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                session.warning("row " + (row + 1) + ": " + verdict + ", " + outcome.reason());
            }
        }
        return answered;
    }

    /** A row an event. */
    private static Table table(CheckedPipeline checked, List<Event> answered) {
        List<Field> features = checked.plan().features().fields();
        List<String> columns = new ArrayList<>(List.of("event_id", "event_time"));
        features.forEach(feature -> columns.add(feature.name()));
        Table table = Table.of("rows", columns.toArray(String[]::new));
        for (Event event : answered) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(event.id());
            row.add(TypedText.time(event.time()));
            for (int i = 0; i < features.size(); i++) {
                ValueType type = features.get(i).type();
                Object value = event.features().get(i, type);
                row.add(
                        type == ValueType.TIMESTAMP && value != null
                                ? TypedText.time((Long) value)
                                : value);
            }
            table.rows().add(row);
        }
        return table;
    }

    /** A column an event: there are more features than fit beside each other. */
    private Table forPeople(CheckedPipeline checked, List<Event> answered) {
        Table wide = table(checked, answered);
        List<String> columns = new ArrayList<>(List.of("feature"));
        for (int i = 0; i < answered.size(); i++) {
            columns.add("row_" + (answered.get(i).at().offset() + 1));
        }
        Table table = Table.of("features", columns.toArray(String[]::new));
        for (int i = 0; i < wide.columns().size(); i++) {
            List<@Nullable Object> line = new ArrayList<>();
            line.add(wide.columns().get(i));
            for (List<@Nullable Object> row : wide.rows()) {
                line.add(shortened(row.get(i)));
            }
            table.rows().add(line);
        }
        return table;
    }

    private static @Nullable String shortened(@Nullable Object value) {
        if (value instanceof Double real) {
            String text = String.format(Locale.ROOT, "%.6g", real);
            return text.contains(".") && !text.contains("e")
                    ? text.replaceAll("0+$", "").replaceAll("\\.$", "")
                    : text;
        }
        return value == null ? null : value.toString();
    }
}
