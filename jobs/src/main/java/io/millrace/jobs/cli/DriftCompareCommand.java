package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.drift.compare.DriftSettings;
import io.millrace.drift.compare.FeatureVerdict;
import io.millrace.drift.compare.Figures;
import io.millrace.drift.compare.Verdict;
import io.millrace.jobs.cli.data.ComparedSegment;
import io.millrace.jobs.cli.data.ComparisonPlan;
import io.millrace.jobs.cli.data.DataFile;
import io.millrace.jobs.cli.data.FileComparison;
import io.millrace.jobs.cli.data.HtmlReport;
import io.millrace.jobs.cli.data.ProfileFile;
import io.millrace.jobs.cli.data.Reference;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.ProblemsException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code millrace drift compare}. */
@Command(
        name = "compare",
        description = {
            "Compare a file of rows with a reference: whether columns are distributed as they were.",
            "",
            "Files are CSV, JSON lines or Parquet, by their ending; the reference may also be a"
                    + " profile that millrace drift profile wrote. Columns are compared by name, by"
                    + " the same tests as in the stream; a verdict needs a large enough difference,"
                    + " significance among all columns, and rows enough. Ends with 0, or with 1 if"
                    + " a file has mistakes or a verdict is as serious as --fail-on says."
        },
        footer = {
            "%nExamples:",
            "  millrace drift compare --reference train.csv --current week.csv",
            "  millrace drift compare --reference train.parquet --current week.parquet \\",
            "      --by country --html report.html --fail-on alert",
            "  millrace drift compare --reference train.profile --current week.csv --json"
        })
final class DriftCompareCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "FILE",
            description = "What it was like.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path reference;

    @Option(
            names = "--current",
            required = true,
            paramLabel = "FILE",
            description = "What it's like now.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path current;

    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            description = "Compare the rows of each value of this column by themselves.")
    private @Nullable String by;

    @Option(
            names = "--ignore",
            split = ",",
            paramLabel = "COLUMN",
            description = "Leave these columns out.")
    private List<String> ignored = List.of();

    @Option(
            names = "--min-rows",
            paramLabel = "N",
            defaultValue = "300",
            description =
                    "With fewer values on either side a verdict is unknown (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--fail-on",
            paramLabel = "VERDICT",
            description = "End with 1 from this verdict on: warning or alert.")
    private @Nullable FailOn failOn;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a report to look at: one file that needs nothing else.")
    private @Nullable Path html;

    /** From which verdict on the exit code is 1. */
    enum FailOn {
        WARNING,
        ALERT
    }

    DriftCompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (rows < 1) {
            throw CommandFailure.usage("--min-rows is " + rows + "; it must be at least 1");
        }
        Problems problems = new Problems();
        @Nullable Reference then = opened(problems, this::reference);
        @Nullable DataFile now = opened(problems, () -> open(current));
        problems.throwIfErrors();
        if (then == null || now == null) {
            throw new IllegalStateException("a file without problems is there");
        }
        ComparisonPlan plan = plan(then, now);
        DriftSettings settings = DriftSettings.STANDARD.withRows(rows);
        List<ComparedSegment> segments = new FileComparison(then, now, plan, settings).compare();
        plan.left().forEach(session::progress);
        FileComparison.remarks(segments).forEach(session::progress);
        write(then, now, segments);
        if (html != null) {
            Files.writeString(session.resolve(html), HtmlReport.of(then, now, by, segments));
            session.progress("report written to " + html);
        }
        return failed(segments) ? ExitCode.NO : ExitCode.DONE;
    }

    /** So that the mistakes of both files are told at once. */
    private static <T> @Nullable T opened(Problems problems, Supplier<T> open) {
        try {
            return open.get();
        } catch (ProblemsException e) {
            e.problems().forEach(problems::add);
            return null;
        }
    }

    private DataFile open(Path file) {
        return DataFile.open(session.resolve(file), file.toString());
    }

    private Reference reference() {
        if (!isProfile()) {
            return Reference.of(open(reference));
        }
        if (by != null) {
            throw CommandFailure.usage(
                    "--by " + by + " needs the rows of the reference, and a profile has none",
                    "give the file that the profile was made of as --reference");
        }
        try {
            String name = reference.toString();
            return Reference.of(name, ProfileFile.read(session.resolve(reference), name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isProfile() {
        return reference.toString().endsWith(ProfileFile.ENDING);
    }

    private ComparisonPlan plan(Reference then, DataFile now) {
        return then.plan(now, by, Set.copyOf(ignored));
    }

    private boolean failed(List<ComparedSegment> segments) {
        Verdict worst =
                segments.stream()
                        .map(ComparedSegment::worst)
                        .reduce(Verdict.UNKNOWN, Verdict::worse);
        if (failOn != null && worst == Verdict.UNKNOWN) {
            session.warning("no verdict is known: too few rows (--min-rows " + rows + ")");
        }
        return failOn != null
                && worst.compareTo(failOn == FailOn.ALERT ? Verdict.ALERT : Verdict.WARNING) >= 0;
    }

    private void write(Reference then, DataFile now, List<ComparedSegment> segments) {
        Format format = session.format(Format.TABLE);
        if (format == Format.JSON) {
            session.out().println(Json.pretty(document(then, now, segments)));
            return;
        }
        Table table = table(segments);
        TableOutput.write(table, format, session.out());
        if (format == Format.TABLE) {
            segments.forEach(segment -> session.out().println(summary(segment)));
        }
    }

    static String summary(ComparedSegment segment) {
        long alerts = segment.count(Verdict.ALERT);
        long warnings = segment.count(Verdict.WARNING);
        return (segment.segment().isEmpty() ? "" : segment.segment() + ": ")
                + (alerts + warnings)
                + " of "
                + segment.features().size()
                + " columns drift ("
                + alerts
                + " alert, "
                + warnings
                + " warning, "
                + segment.count(Verdict.UNKNOWN)
                + " unknown); "
                + Figures.of(segment.currentRows())
                + " rows against "
                + Figures.of(segment.referenceRows());
    }

    private Table table(List<ComparedSegment> segments) {
        boolean divided = by != null;
        Table table =
                divided
                        ? Table.of(
                                "columns",
                                "segment",
                                "column",
                                "verdict",
                                "test",
                                "value",
                                "threshold",
                                "adjusted_p",
                                "rows",
                                "reference_rows")
                        : Table.of(
                                "columns",
                                "column",
                                "verdict",
                                "test",
                                "value",
                                "threshold",
                                "adjusted_p",
                                "rows",
                                "reference_rows");
        for (ComparedSegment segment : segments) {
            for (String feature : segment.bySeriousness()) {
                FeatureVerdict found = segment.deciding(feature);
                @Nullable Object[] values = {
                    segment.segment(),
                    feature,
                    word(segment.verdict().verdict(feature)),
                    found.rule().id(),
                    finite(found.statistic()),
                    finite(found.threshold()),
                    finite(found.adjustedP()),
                    found.rows(),
                    found.referenceRows()
                };
                table.add(divided ? values : Arrays.copyOfRange(values, 1, 9));
            }
        }
        return table;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private ObjectNode document(Reference then, DataFile now, List<ComparedSegment> segments) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schemaVersion", TableOutput.SCHEMA_VERSION);
        document.putObject("reference").put("file", then.name()).put("rows", then.rows());
        document.putObject("current").put("file", now.name()).put("rows", now.rows());
        document.put("failed", failed(segments));
        ArrayNode all = document.putArray("segments");
        for (ComparedSegment segment : segments) {
            ObjectNode one = all.addObject();
            if (by != null) {
                one.put("segment", segment.segment());
            }
            one.put("verdict", word(segment.worst()));
            one.put("rows", segment.currentRows()).put("reference_rows", segment.referenceRows());
            ArrayNode columns = one.putArray("columns");
            for (String feature : segment.verdict().features()) {
                ObjectNode column = columns.addObject().put("column", feature);
                column.put("verdict", word(segment.verdict().verdict(feature)));
                ArrayNode tests = column.putArray("tests");
                segment.verdict().of(feature).forEach(found -> tests.add(test(found)));
            }
        }
        return document;
    }

    private static ObjectNode test(FeatureVerdict found) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("test", found.rule().id())
                .put("verdict", word(found.verdict()))
                .put("value", finite(found.statistic()))
                .put("threshold", finite(found.threshold()))
                .put("p", finite(found.p()))
                .put("adjusted_p", finite(found.adjustedP()))
                .put("rows", found.rows())
                .put("reference_rows", found.referenceRows())
                .put("evidence", found.evidence());
    }
}
