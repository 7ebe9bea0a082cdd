package io.millrace.jobs.cli;

import io.millrace.schemas.avro.DatasetManifest;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;

import java.util.Map;
import java.util.TreeMap;

/** {@code millrace datasets list}. */
@Command(
        name = "list",
        description =
                "List the datasets that trainings have frozen, and the versions made of them.",
        footer = {"%nExamples:", "  millrace datasets list", "  millrace datasets list --json"})
final class DatasetsListCommand extends LifeCycleCommand {

    DatasetsListCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        Map<String, String> versions = new TreeMap<>();
        for (ModelVersion version : newest(log.versions())) {
            String digest = version.getLineage().getDataDigest();
            if (digest != null) {
                versions.merge(digest, name(version), (some, more) -> some + " " + more);
            }
        }
        Table table =
                Table.of(
                        "datasets",
                        "dataset",
                        "rows",
                        "positives",
                        "held_out",
                        "from",
                        "to",
                        "as_of",
                        "bytes",
                        "versions");
        DatasetsCommand.manifests(log)
                .forEach((digest, manifest) -> add(table, digest, manifest, versions.get(digest)));
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }

    private static void add(
            Table table,
            String digest,
            @Nullable DatasetManifest manifest,
            @Nullable String versions) {
        if (manifest == null) {
            table.add(digest, null, null, null, null, null, null, null, versions);
        } else {
            table.add(
                    digest,
                    manifest.getRows(),
                    manifest.getPositives(),
                    manifest.getHeldOut(),
                    manifest.getFromEventTime(),
                    manifest.getToEventTime(),
                    manifest.getAsOf(),
                    manifest.getBytes(),
                    versions);
        }
    }
}
