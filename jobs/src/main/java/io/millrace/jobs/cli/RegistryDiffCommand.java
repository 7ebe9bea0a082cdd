package io.millrace.jobs.cli;

import io.millrace.jobs.cli.model.VersionDiff;
import io.millrace.schemas.avro.ModelVersion;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

/** {@code millrace registry diff}. */
@Command(
        name = "diff",
        description = {
            "Show two versions side by side: inputs, parameters, data, metrics, gate.",
            "",
            "What's equal is left out, except metrics."
        },
        footer = {
            "%nExamples:",
            "  millrace registry diff fraud@3 fraud@4",
            "  millrace registry diff fraud@3 fraud@4 --all --json"
        })
final class RegistryDiffCommand extends LifeCycleCommand {

    @Parameters(
            index = "0",
            paramLabel = "FIRST",
            description = "Such as fraud@3, or the first 6 or more digits of its digest.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String first;

    @Parameters(index = "1", paramLabel = "SECOND", description = "The other one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String second;

    @Option(names = "--all", description = "Also what's equal.")
    private boolean all;

    RegistryDiffCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        List<ModelVersion> versions = log.versions();
        ModelVersion one = find(versions, first);
        ModelVersion other = find(versions, second);
        Format format = session.format(Format.TABLE);
        boolean forPeople = format == Format.TABLE;
        Table table =
                Table.of(
                        "lines",
                        "part",
                        "name",
                        forPeople ? name(one) : "first",
                        forPeople ? name(other) : "second",
                        "change");
        for (VersionDiff.Line line : VersionDiff.of(one, other)) {
            if (all || line.isDifferent() || line.part().equals("metric")) {
                table.add(line.part(), line.name(), line.first(), line.second(), line.change());
            }
        }
        TableOutput.write(table, format, session.out());
        if (one.getDigest().equals(other.getDigest())) {
            session.progress("both are the same version");
        }
        return ExitCode.DONE;
    }
}
