package io.millrace.jobs.cli;

import io.millrace.schemas.avro.DatasetManifest;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.problem.NearestName;
import io.millrace.scoring.train.DatasetBrokenException;
import io.millrace.scoring.train.ExampleSet;
import io.millrace.scoring.train.FrozenExamples;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** {@code millrace datasets}: what stands before its commands. */
@Command(
        name = "datasets",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "See the exact examples that trainings used, long after their topic forgot them.",
            "",
            "A dataset is named by the first 6 or more digits of its digest, or by a version that"
                    + " was trained on it, such as fraud@3."
        },
        footer = {
            "%nExamples:",
            "  millrace datasets list",
            "  millrace datasets show fraud@3",
            "  millrace datasets diff fraud@3 fraud@4",
            "  millrace datasets verify",
            "  millrace registry reproduce fraud@3     train it again from its dataset"
        })
final class DatasetsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private DatasetsCommand() {}

    static CommandLine commandLine(Session session) {
        return new CommandLine(new DatasetsCommand())
                .addSubcommand(new DatasetsListCommand(session))
                .addSubcommand(new DatasetsShowCommand(session))
                .addSubcommand(new DatasetsDiffCommand(session))
                .addSubcommand(new DatasetsVerifyCommand(session));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /** The manifest of each dataset by digest; null where its first part is missing. */
    static Map<String, @Nullable DatasetManifest> manifests(ModelLog log) {
        Map<String, @Nullable DatasetManifest> manifests = new TreeMap<>();
        for (TrainingDatasetPart part : log.datasetParts(digest -> true)) {
            if (part.getManifest() != null) {
                manifests.put(part.getDigest(), part.getManifest());
            } else {
                manifests.putIfAbsent(part.getDigest(), null);
            }
        }
        return manifests;
    }

    /** The digest that's meant by its beginning, or by a version. */
    static String digest(ModelLog log, String reference) {
        if (reference.contains("@")) {
            ModelVersion version = LifeCycleCommand.find(log.versions(), reference);
            String digest = version.getLineage().getDataDigest();
            if (digest == null) {
                throw new CommandFailure(
                        ExitCode.NO, reference + "'s record doesn't say what it was trained on");
            }
            return digest;
        }
        List<String> all = List.copyOf(manifests(log).keySet());
        List<String> meant =
                all.stream()
                        .filter(each -> reference.length() >= 6 && each.startsWith(reference))
                        .toList();
        if (meant.size() != 1) {
            throw CommandFailure.usage(
                    meant.isEmpty()
                            ? "there is no dataset \"" + reference + "\""
                            : "\"" + reference + "\" begins " + meant.size() + " datasets",
                    NearestName.of(reference, all)
                            .map(nearest -> "did you mean \"" + nearest + "\"?")
                            .orElse(
                                    all.isEmpty()
                                            ? "nothing was trained yet"
                                            : "name 6 digits or more; millrace datasets list"));
        }
        return meant.get(0);
    }

    /** All of a dataset, checked. */
    static ExampleSet read(ModelLog log, String digest) {
        try {
            return FrozenExamples.read(log.datasetParts(digest::equals));
        } catch (DatasetBrokenException e) {
            throw new CommandFailure(
                            ExitCode.NO, "dataset " + digest + " is broken: " + e.getMessage())
                    .causedBy(e);
        }
    }
}
