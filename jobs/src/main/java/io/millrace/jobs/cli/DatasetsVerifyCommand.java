package io.millrace.jobs.cli;

import io.millrace.schemas.avro.DatasetManifest;
import io.millrace.scoring.train.DatasetBrokenException;
import io.millrace.scoring.train.ExampleSet;
import io.millrace.scoring.train.FrozenExamples;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;

/** {@code millrace datasets verify}. */
@Command(
        name = "verify",
        description = {
            "Read datasets whole and hold them to their digests and manifests.",
            "",
            "Exit code 0 if all are right, 1 if one is broken."
        },
        footer = {
            "%nExamples:",
            "  millrace datasets verify              all of them",
            "  millrace datasets verify fraud@3"
        })
final class DatasetsVerifyCommand extends LifeCycleCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "DATASET",
            description = "Versions, or digests' first digits. Default: all.")
    private List<String> references = List.of();

    DatasetsVerifyCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        List<String> digests =
                references.isEmpty()
                        ? List.copyOf(DatasetsCommand.manifests(log).keySet())
                        : references.stream()
                                .map(reference -> DatasetsCommand.digest(log, reference))
                                .toList();
        Table table = Table.of("datasets", "dataset", "verdict", "rows", "problem");
        boolean broken = false;
        for (String digest : digests) {
            long rows = 0;
            String problem;
            try {
                ExampleSet set = FrozenExamples.read(log.datasetParts(digest::equals));
                rows = set.size();
                problem = problem(set, DatasetsCommand.manifests(log).get(digest));
            } catch (DatasetBrokenException e) {
                problem = e.getMessage();
            }
            broken |= problem != null;
            table.add(
                    digest,
                    problem == null ? "right" : "broken",
                    problem == null ? (Long) rows : null,
                    problem);
        }
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return broken ? ExitCode.NO : ExitCode.DONE;
    }

    private static @Nullable String problem(ExampleSet set, @Nullable DatasetManifest manifest) {
        if (manifest == null) {
            return "it has no manifest";
        }
        if (manifest.getRows() != set.size()) {
            return "its manifest says " + manifest.getRows() + " rows, there are " + set.size();
        }
        if (!manifest.getFingerprint().equals(set.fingerprint())) {
            return "its manifest is of the feature set " + manifest.getFingerprint();
        }
        return null;
    }
}
