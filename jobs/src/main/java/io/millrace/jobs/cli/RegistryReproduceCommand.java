package io.millrace.jobs.cli;

import io.millrace.schemas.avro.ModelVersion;
import io.millrace.scoring.train.ExampleSet;
import io.millrace.scoring.train.Reproduction;
import io.millrace.scoring.train.TrainingRefusedException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Map;

/** {@code millrace registry reproduce}. */
@Command(
        name = "reproduce",
        description = {
            "Train a version again, from its frozen dataset and its record alone, and compare the"
                    + " digests. Nothing is published.",
            "",
            "A search isn't repeated: what it chose is trained. Another kind of processor or other"
                    + " versions of the libraries may round otherwise, which is said.",
            "",
            "Exit code 0 if it's the same to the byte, 1 if it isn't."
        },
        footer = {
            "%nExamples:",
            "  millrace registry reproduce fraud@7",
            "  millrace registry reproduce fraud@7 --json"
        })
final class RegistryReproduceCommand extends LifeCycleCommand {

    @Parameters(
            paramLabel = "VERSION",
            description = "Such as fraud@3, or the first 6 or more digits of its digest.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String version;

    RegistryReproduceCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        ModelVersion found = find(log.versions(), version);
        String data = found.getLineage().getDataDigest();
        if (data == null) {
            throw new CommandFailure(
                    ExitCode.NO,
                    name(found) + "'s record doesn't say what it was trained on",
                    "only what the train job made can be made again");
        }
        ExampleSet examples = DatasetsCommand.read(log, data);
        String digest;
        Map<String, String> others;
        try {
            digest = Reproduction.train(found, examples).digest();
            others = Reproduction.otherLibraries(found);
        } catch (TrainingRefusedException e) {
            throw new CommandFailure(
                            ExitCode.NO, name(found) + " can't be made again: " + e.getMessage())
                    .causedBy(e);
        }
        boolean same = digest.equals(found.getDigest());
        others.forEach(
                (library, versions) ->
                        session.warning(
                                "when it was trained " + library + " was " + versions + " now"));
        Table table = Table.of("reproductions", "version", "verdict", "digest", "trained", "rows");
        table.add(
                name(found),
                same ? "same" : "different",
                found.getDigest(),
                digest,
                examples.size());
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return same ? ExitCode.DONE : ExitCode.NO;
    }
}
