package io.millrace.jobs.cli;

import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.problem.NearestName;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code millrace experiments best}. */
@Command(
        name = "best",
        description = {
            "Rank experiments by a figure, the best first.",
            "",
            "All candidates, which were judged by different rows where their data differ; or with"
                    + " --run the trials of one search that were tried on the most rows."
        },
        footer = {
            "%nExamples:",
            "  millrace experiments best",
            "  millrace experiments best --run 7f3a --metric log_loss -n 3 --json"
        })
final class ExperimentsBestCommand extends LifeCycleCommand {
    /** Of these less is better. */
    private static final Set<String> LOSSES = Set.of("log_loss", "brier");

    @Option(names = "--run", paramLabel = "RUN", description = "The trials of one training.")
    private @Nullable String run;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "Such as auc or log_loss. Default: what the gate compares.")
    private @Nullable String metric;

    @Option(
            names = "-n",
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "How many. Default: 10.")
    private int count;

    ExperimentsBestCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        if (count < 1) {
            throw CommandFailure.usage("-n is " + count, "it must be at least 1");
        }
        List<Experiment> compared = compared(log.experiments());
        Set<String> known = new TreeSet<>();
        compared.forEach(each -> known.addAll(ExperimentsCommand.figures(each).keySet()));
        if (metric != null && !compared.isEmpty() && !known.contains(metric)) {
            throw CommandFailure.usage(
                    "none of them has a figure \"" + metric + "\"",
                    NearestName.of(metric, known)
                            .map(nearest -> "did you mean \"" + nearest + "\"?")
                            .orElse("there are: " + known));
        }
        Table table = ExperimentsCommand.table();
        compared.stream()
                .sorted(Comparator.comparingDouble(this::badness))
                .limit(count)
                .forEach(each -> ExperimentsCommand.add(table, each));
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }

    private List<Experiment> compared(List<Experiment> all) {
        if (run == null) {
            return all.stream()
                    .filter(each -> each.getStep().equals(ExperimentsCommand.CANDIDATE))
                    .toList();
        }
        List<Experiment> trials =
                ExperimentsCommand.ofRun(all, run).stream()
                        .filter(each -> each.getTrial() != null)
                        .toList();
        long most = trials.stream().mapToLong(Experiment::getRows).max().orElse(0);
        return trials.stream().filter(each -> each.getRows() == most).toList();
    }

    /** Less is better; what has no figure comes last. */
    private double badness(Experiment experiment) {
        String name = metric == null ? experiment.getMetric() : metric;
        Double figure = ExperimentsCommand.figures(experiment).get(name);
        if (figure == null) {
            return Double.POSITIVE_INFINITY;
        }
        return LOSSES.contains(name) ? figure : -figure;
    }
}
