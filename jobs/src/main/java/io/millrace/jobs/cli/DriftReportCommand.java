package io.millrace.jobs.cli;

import io.millrace.jobs.cli.data.FeatureHistory;
import io.millrace.jobs.cli.data.StreamReport;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.DriftTest;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.problem.NearestName;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;

/** {@code millrace drift report}. */
@Command(
        name = "report",
        description = {
            "Report how a model's features drift in the stream, how well it does, and what alerts"
                    + " and trainings came of it, from the pipeline's topics.",
            "",
            "The table is of the newest window; --html writes one file with everything over time,"
                    + " which needs nothing else. Times are event time."
        },
        footer = {
            "%nExamples:",
            "  millrace drift report fraud",
            "  millrace drift report fraud --since -24h --html report.html",
            "  millrace drift report fraud --json | jq '.features[] | select(.verdict == \"alert\")'"
        })
final class DriftReportCommand extends LifeCycleCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "The model. Default: the only one that there are reports of.")
    private @Nullable String model;

    @Option(
            names = "--since",
            paramLabel = "-DURATION",
            converter = ParityCommand.SinceConverter.class,
            description = {
                "How much event time before the newest window: -24h, -7d.",
                "Default: all there is."
            })
    private @Nullable Duration since;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a report to look at: one file that needs nothing else.")
    private @Nullable Path html;

    @Option(names = "--overwrite", description = "Replace the file if it's there.")
    private boolean overwrite;

    DriftReportCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws IOException {
        Path file = html == null ? null : session.resolve(html);
        if (file != null && Files.exists(file) && !overwrite) {
            throw CommandFailure.overwrites(String.valueOf(html));
        }
        List<DriftReport> all = log.driftReports();
        String meant = meant(all, pipeline);
        List<DriftReport> reports = of(meant, all, DriftReport::getModel);
        Instant newest =
                reports.stream()
                        .map(DriftReport::getWindowEnd)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        Instant oldest =
                reports.stream()
                        .map(DriftReport::getWindowStart)
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
        StreamReport report =
                new StreamReport(
                        pipeline,
                        meant,
                        new StreamReport.Records(
                                reports,
                                of(meant, log.performance(), WindowPerformance::getModel),
                                of(meant, log.alerts(), alert -> alert.getModel()),
                                of(meant, log.triggers(), trigger -> trigger.getModel())),
                        since == null ? oldest : newest.minus(since),
                        newest);
        if (file != null) {
            write(file, report.html());
        }
        print(report);
        return ExitCode.DONE;
    }

    private void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw CommandFailure.usage("there is no folder " + folder + " to write the report to");
        }
        Files.writeString(file, text);
        session.progress("report written to " + html);
    }

    private static <T> List<T> of(String model, List<T> records, Function<T, String> name) {
        return records.stream().filter(record -> name.apply(record).equals(model)).toList();
    }

    private String meant(List<DriftReport> reports, String pipeline) {
        TreeSet<String> models = new TreeSet<>();
        reports.forEach(report -> models.add(report.getModel()));
        if (models.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "pipeline " + pipeline + " has told of no window yet",
                    "the drift job tells one when a version has served it whole; millrace status");
        }
        if (model == null && models.size() == 1) {
            return models.first();
        }
        if (model != null && models.contains(model)) {
            return model;
        }
        List<String> notes = new ArrayList<>();
        if (model != null) {
            NearestName.of(model, models)
                    .ifPresent(nearest -> notes.add("did you mean \"" + nearest + "\"?"));
        }
        notes.add("there are: " + models);
        throw CommandFailure.usage(
                model == null ? "which model?" : "there is no model \"" + model + "\"",
                notes.toArray(String[]::new));
    }

    private void print(StreamReport report) {
        Format format = session.format(Format.TABLE);
        if (format == Format.JSON) {
            session.out()
                    .println(
                            Json.pretty(
                                    report.json()
                                            .put("schemaVersion", TableOutput.SCHEMA_VERSION)));
            return;
        }
        Table table =
                Table.of(
                        "features",
                        "feature",
                        "verdict",
                        "test",
                        "value",
                        "threshold",
                        "rows",
                        "drifting",
                        "windows",
                        "window_end");
        for (FeatureHistory feature : report.features()) {
            DriftReport newest = feature.newest();
            DriftTest test = feature.deciding().orElse(null);
            table.add(
                    feature.feature(),
                    newest.getVerdict().name().toLowerCase(Locale.ROOT),
                    test == null ? null : test.getTest(),
                    test == null ? null : test.getStatistic(),
                    test == null ? null : test.getThreshold(),
                    newest.getRows(),
                    feature.drifting(),
                    feature.windows(),
                    newest.getWindowEnd());
        }
        TableOutput.write(table, format, session.out());
    }
}
