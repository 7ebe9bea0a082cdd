package io.millrace.jobs.cli;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.train.ExampleSet;
import io.millrace.scoring.train.ExampleSet.Example;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** {@code millrace datasets diff}. */
@Command(
        name = "diff",
        description = {
            "Compare two datasets, event by event: who is only in one, whose label changed, which"
                    + " features differ.",
            "",
            "Exit code 0 if they're the same, 1 if they differ."
        },
        footer = {
            "%nExamples:",
            "  millrace datasets diff fraud@3 fraud@4",
            "  millrace datasets diff 3f9c2e 81d04b --json"
        })
final class DatasetsDiffCommand extends LifeCycleCommand {

    @Parameters(
            arity = "2",
            paramLabel = "DATASET",
            description = "Two versions, or digests' first digits.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<String> references;

    DatasetsDiffCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        String first = DatasetsCommand.digest(log, references.get(0));
        String second = DatasetsCommand.digest(log, references.get(1));
        ExampleSet one = DatasetsCommand.read(log, first);
        ExampleSet other = DatasetsCommand.read(log, second);
        TableOutput.write(table(one, other), session.format(Format.TABLE), session.out());
        return first.equals(second) ? ExitCode.DONE : ExitCode.NO;
    }

    private Table table(ExampleSet one, ExampleSet other) {
        Map<String, Example> byId = new HashMap<>();
        one.examples().forEach(example -> byId.put(example.eventId(), example));
        long common = 0;
        long relabelled = 0;
        Map<String, Long> features = new TreeMap<>();
        for (Example example : other.examples()) {
            Example before = byId.get(example.eventId());
            if (before != null) {
                common++;
                relabelled += before.label() == example.label() ? 0 : 1;
                count(one, before, other, example, features);
            }
        }
        Table table = Table.of("differences", "what", "first", "second", "differ");
        table.add("rows", one.size(), other.size(), null);
        table.add("events in one only", one.size() - common, other.size() - common, null);
        table.add("labels of common events", common, common, relabelled);
        table.add(
                "feature set",
                one.fingerprint(),
                other.fingerprint(),
                one.fingerprint().equals(other.fingerprint()) ? 0 : 1);
        for (String missing : missing(one, other)) {
            table.add("column " + missing, "is there", null, null);
        }
        for (String missing : missing(other, one)) {
            table.add("column " + missing, null, "is there", null);
        }
        for (Map.Entry<String, Long> feature : features.entrySet()) {
            table.add("values of " + feature.getKey(), common, common, feature.getValue());
        }
        return table;
    }

    private static List<String> missing(ExampleSet from, ExampleSet in) {
        return from.features().fields().stream()
                .map(Field::name)
                .filter(name -> in.features().indexOf(name).isEmpty())
                .toList();
    }

    private static void count(
            ExampleSet one,
            Example before,
            ExampleSet other,
            Example after,
            Map<String, Long> features) {
        for (int column = 0; column < one.features().size(); column++) {
            Field field = one.features().field(column);
            var there = other.features().indexOf(field.name());
            if (there.isPresent()) {
                ValueType type = other.features().field(there.getAsInt()).type();
                if (type != field.type()
                        || !Objects.equals(
                                before.features().get(column, type),
                                after.features().get(there.getAsInt(), type))) {
                    features.merge(field.name(), 1L, Long::sum);
                }
            }
        }
    }
}
