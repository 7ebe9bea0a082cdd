package io.millrace.jobs.cli;

import io.millrace.schemas.avro.Experiment;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code millrace experiments list}. */
@Command(
        name = "list",
        description = "List what trainings tried, the oldest first.",
        footer = {
            "%nExamples:",
            "  millrace experiments list",
            "  millrace experiments list --run 7f3a --json"
        })
final class ExperimentsListCommand extends LifeCycleCommand {

    @Option(names = "--run", paramLabel = "RUN", description = "Of one training only.")
    private @Nullable String run;

    @Option(names = "--candidates", description = "Without the trials of searches.")
    private boolean candidates;

    ExperimentsListCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        List<Experiment> all = log.experiments();
        Table table = ExperimentsCommand.table();
        (run == null ? all : ExperimentsCommand.ofRun(all, run))
                .stream()
                        .filter(each -> !candidates || isCandidate(each))
                        .forEach(each -> ExperimentsCommand.add(table, each));
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }

    private static boolean isCandidate(Experiment experiment) {
        return experiment.getStep().equals(ExperimentsCommand.CANDIDATE);
    }
}
