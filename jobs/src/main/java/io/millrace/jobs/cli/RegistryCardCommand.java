package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.jobs.cli.feature.FeatureCatalogue;
import io.millrace.jobs.cli.model.Artifacts;
import io.millrace.jobs.cli.model.VersionCard;
import io.millrace.jobs.cli.model.VersionCardJson;
import io.millrace.jobs.cli.model.VersionCardMarkdown;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.scoring.ArtifactRefusedException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.Optional;

/** {@code millrace registry card}. */
@Command(
        name = "card",
        description = {
            "Write a published version's model card: data, features, figures, calibration,"
                    + " permutation importance, gate, limits, search, lineage.",
            "",
            "A version that wasn't trained by the train job has no figures by segment, calibration"
                    + " and importance; its features are in words where the pipeline file is at"
                    + " hand and still makes the feature set that it was trained on."
        },
        footer = {
            "%nExamples:",
            "  millrace registry card fraud@3 > fraud-3.md",
            "  millrace registry card fraud@3 --json | jq .limits"
        })
final class RegistryCardCommand extends LifeCycleCommand {

    @Parameters(
            paramLabel = "VERSION",
            description = "Such as fraud@3, or the first 6 or more digits of its digest.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String version;

    @Option(names = "--markdown", description = "Write Markdown, which is the default.")
    private boolean markdown;

    RegistryCardCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        Format format = session.format(Format.TABLE);
        if (markdown && format != Format.TABLE) {
            throw CommandFailure.usage(
                    "--markdown and " + format + " are both asked for", "name one");
        }
        if (format != Format.TABLE && format != Format.JSON) {
            throw CommandFailure.usage("a card is no " + format, "it's Markdown, or --json");
        }
        ModelVersion found = find(log.versions(), version);
        VersionCard card =
                new VersionCard(
                        found,
                        name(found),
                        states(log).getOrDefault(found.getDigest(), "PUBLISHED"),
                        artifact(found),
                        meanings(found));
        if (format == Format.JSON) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.put("schemaVersion", TableOutput.SCHEMA_VERSION);
            document.setAll(VersionCardJson.of(card));
            session.out().println(Json.pretty(document));
        } else {
            session.out().print(VersionCardMarkdown.of(card));
        }
        return ExitCode.DONE;
    }

    private static String artifact(ModelVersion version) {
        try {
            var artifact = Artifacts.of(version);
            return "a %s, %d inputs, %d bytes, decides from %s on"
                    .formatted(
                            artifact.kind(),
                            artifact.inputs().size(),
                            version.getArtifactBytes(),
                            artifact.threshold());
        } catch (ArtifactRefusedException e) {
            return "it can't be loaded: " + e.getMessage();
        }
    }

    private Map<String, String> meanings(ModelVersion version) {
        if (version.getCard() != null) {
            return Map.of(); // they're on it
        }
        Optional<CheckedPipeline> checked;
        try {
            checked = checkedPipeline();
        } catch (ProblemsException | CommandFailure e) {
            session.progress("features aren't in words: the pipeline file has errors");
            return Map.of();
        }
        if (checked.isEmpty()) {
            session.progress("features aren't in words: there's no pipeline file here");
            return Map.of();
        }
        String fingerprint = checked.get().plan().fingerprint();
        if (!fingerprint.equals(version.getFingerprint())) {
            session.progress(
                    "features aren't in words: the pipeline's feature set is %s, the version's %s"
                            .formatted(fingerprint, version.getFingerprint()));
            return Map.of();
        }
        return FeatureCatalogue.of(checked.get()).meanings();
    }
}
