package io.millrace.jobs.cli;

import io.millrace.drift.profile.FeatureProfile;
import io.millrace.drift.profile.Moments;
import io.millrace.drift.profile.NumericProfile;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.jobs.cli.data.ComparisonPlan;
import io.millrace.jobs.cli.data.DataFile;
import io.millrace.jobs.cli.data.FileComparison;
import io.millrace.jobs.cli.data.ProfileFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code millrace drift profile}. */
@Command(
        name = "profile",
        description = {
            "Make a reference profile of a file of rows: how its columns are distributed, in cells.",
            "",
            "millrace drift compare takes it as a reference: it's much smaller than the rows, and"
                    + " has none of them in it."
        },
        footer = {
            "%nExamples:",
            "  millrace drift profile train.parquet",
            "  millrace drift profile train.csv --ignore id,name --to reference.profile"
        })
final class DriftProfileCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "CSV, JSON lines or Parquet, by its ending.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(
            names = "--ignore",
            split = ",",
            paramLabel = "COLUMN",
            description = "Leave these columns out.")
    private List<String> ignored = List.of();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Where it's written; by default beside the file, ending with .profile.")
    private @Nullable Path to;

    DriftProfileCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        DataFile rows = DataFile.open(session.resolve(file), file.toString());
        ComparisonPlan plan = ComparisonPlan.of(rows, Set.copyOf(ignored));
        ReferenceProfile profile = FileComparison.profile(rows, plan);
        Path target = to == null ? beside(file) : to;
        if (!target.toString().endsWith(ProfileFile.ENDING)) {
            throw CommandFailure.usage(
                    "a profile's name is " + target + "; it must end with " + ProfileFile.ENDING);
        }
        ProfileFile.write(profile, session.resolve(target));
        plan.left().forEach(session::progress);
        TableOutput.write(table(profile), session.format(Format.TABLE), session.out());
        session.progress("written to " + target + ", SHA-256 " + profile.digest());
        return ExitCode.DONE;
    }

    private static Path beside(Path file) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ProfileFile.ENDING);
    }

    private static Table table(ReferenceProfile profile) {
        Table table =
                Table.of(
                        "columns",
                        "column",
                        "type",
                        "rows",
                        "nulls",
                        "cells",
                        "min",
                        "mean",
                        "max",
                        "deviation");
        for (FeatureProfile feature : profile.features()) {
            Moments moments = feature instanceof NumericProfile numeric ? numeric.moments() : null;
            table.add(
                    feature.column().name(),
                    feature.column().type().name().toLowerCase(Locale.ROOT),
                    feature.rows(),
                    feature.nulls(),
                    feature.cells(),
                    moments == null ? null : finite(moments.min()),
                    moments == null ? null : finite(moments.mean()),
                    moments == null ? null : finite(moments.max()),
                    moments == null ? null : finite(moments.standardDeviation()));
        }
        return table;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
