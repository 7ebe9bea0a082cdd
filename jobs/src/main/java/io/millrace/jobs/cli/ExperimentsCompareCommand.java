package io.millrace.jobs.cli;

import io.millrace.schemas.avro.Experiment;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code millrace experiments compare}. */
@Command(
        name = "compare",
        description = "Set experiments side by side: settings, data, and every figure.",
        footer = {
            "%nExamples:",
            "  millrace experiments compare 7f3a 91bc            the candidates of two runs",
            "  millrace experiments compare 7f3a/0 7f3a/4 --json"
        })
final class ExperimentsCompareCommand extends LifeCycleCommand {

    @Parameters(
            arity = "2..*",
            paramLabel = "RUN[/STEP]",
            description = "Experiments, at least two. Without a step: the run's candidate.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<String> named;

    ExperimentsCompareCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        List<Experiment> all = log.experiments();
        List<Experiment> compared = named.stream().map(name -> experiment(all, name)).toList();
        if (compared.stream().map(Experiment::getDataDigest).distinct().count() > 1) {
            session.progress("they're of different examples: the figures aren't of the same rows");
        }
        List<String> columns = new ArrayList<>(List.of("what"));
        columns.addAll(named);
        Table table = Table.of("comparison", columns.toArray(String[]::new));
        List<Map<String, Object>> facts =
                compared.stream().map(ExperimentsCompareCommand::facts).toList();
        TreeSet<String> names = new TreeSet<>();
        facts.forEach(each -> names.addAll(each.keySet()));
        for (String name : names) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(name.substring(name.indexOf(' ') + 1));
            facts.forEach(each -> row.add(each.get(name)));
            table.add(row.toArray());
        }
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }

    private static Experiment experiment(List<Experiment> all, String name) {
        int slash = name.lastIndexOf('/');
        String step = slash < 0 ? ExperimentsCommand.CANDIDATE : name.substring(slash + 1);
        List<Experiment> run =
                ExperimentsCommand.ofRun(all, slash < 0 ? name : name.substring(0, slash));
        return run.stream()
                .filter(each -> each.getStep().equals(step))
                .findFirst()
                .orElseThrow(
                        () ->
                                CommandFailure.usage(
                                        "run "
                                                + run.get(0).getRun()
                                                + " has no step \""
                                                + step
                                                + "\"",
                                        "it has: "
                                                + run.stream().map(Experiment::getStep).toList()));
    }

    /** Behind the blank is the name; what's before it puts them in order. */
    private static Map<String, Object> facts(Experiment experiment) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("1 algorithm", experiment.getAlgorithm());
        new TreeMap<>(experiment.getParameters())
                .forEach((name, value) -> facts.put("2 " + name, value));
        facts.put("3 seed", experiment.getSeed());
        facts.put("4 rows", experiment.getRows());
        facts.put("4 folds", experiment.getFolds());
        facts.put("4 embargo_millis", experiment.getEmbargoMillis());
        facts.put("4 data", experiment.getDataDigest().substring(0, 12));
        facts.put("4 feature_set", experiment.getFingerprint());
        facts.put("4 as_of", experiment.getAsOf().toString());
        ExperimentsCommand.figures(experiment)
                .forEach((name, value) -> facts.put("5 " + name, value));
        if (experiment.getVersionDigest() != null) {
            facts.put("6 version", experiment.getVersionDigest().substring(0, 12));
        }
        return facts;
    }
}
