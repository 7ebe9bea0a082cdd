package io.millrace.jobs.cli;

import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.problem.NearestName;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code millrace experiments}: what stands before its commands. */
@Command(
        name = "experiments",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "See what trainings tried: each trial of a search, and each candidate.",
            "",
            "A run is a training, named by its trigger; a step is one of its trials (0, 1, ...), or"
                    + " candidate, what was trained in the end. The beginning of a run's name will"
                    + " do."
        },
        footer = {
            "%nExamples:",
            "  millrace experiments list",
            "  millrace experiments best --metric log_loss",
            "  millrace experiments compare 7f3a 91bc"
        })
final class ExperimentsCommand implements Callable<Integer> {
    static final String CANDIDATE = "candidate";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private ExperimentsCommand() {}

    static CommandLine commandLine(Session session) {
        return new CommandLine(new ExperimentsCommand())
                .addSubcommand(new ExperimentsListCommand(session))
                .addSubcommand(new ExperimentsCompareCommand(session))
                .addSubcommand(new ExperimentsBestCommand(session));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /** The steps of the run whose name begins so. */
    static List<Experiment> ofRun(List<Experiment> experiments, String run) {
        List<String> runs = experiments.stream().map(Experiment::getRun).distinct().toList();
        List<String> meant =
                runs.contains(run)
                        ? List.of(run)
                        : runs.stream().filter(each -> each.startsWith(run)).toList();
        if (meant.size() != 1) {
            throw CommandFailure.usage(
                    meant.isEmpty()
                            ? "there is no run \"" + run + "\""
                            : "\"" + run + "\" begins " + meant.size() + " runs",
                    meant.isEmpty()
                            ? NearestName.of(run, runs)
                                    .map(nearest -> "did you mean \"" + nearest + "\"?")
                                    .orElse(
                                            runs.isEmpty()
                                                    ? "nothing was trained yet"
                                                    : "millrace experiments list names them")
                            : "they are: " + meant);
        }
        return experiments.stream()
                .filter(experiment -> experiment.getRun().equals(meant.get(0)))
                .toList();
    }

    /** Such as {@code depth=6 trees=100}. */
    static String settings(Experiment experiment) {
        return new TreeMap<>(experiment.getParameters())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** All figures by name, sorted. */
    static Map<String, Double> figures(Experiment experiment) {
        Map<String, Double> figures = new TreeMap<>(experiment.getMetrics());
        if (experiment.getValue() != null) {
            figures.put(experiment.getMetric(), experiment.getValue());
        }
        if (experiment.getLogLoss() != null) {
            figures.put("log_loss", experiment.getLogLoss());
        }
        return figures;
    }

    static Table table() {
        return Table.of(
                "experiments",
                "run",
                "step",
                "trial",
                "algorithm",
                "settings",
                "rows",
                "metric",
                "value",
                "log_loss",
                "chosen",
                "note");
    }

    static void add(Table table, Experiment experiment) {
        table.add(
                experiment.getRun(),
                experiment.getStep(),
                experiment.getTrial(),
                experiment.getAlgorithm(),
                settings(experiment),
                experiment.getRows(),
                experiment.getMetric(),
                experiment.getValue(),
                experiment.getLogLoss(),
                experiment.getChosen(),
                experiment.getNote());
    }
}
