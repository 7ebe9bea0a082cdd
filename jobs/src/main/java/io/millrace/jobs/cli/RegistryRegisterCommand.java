package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.registry.ModelVersions;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelInput;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.exchange.ModelImport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code millrace registry register}. */
@Command(
        name = "register",
        description = {
            "Publish a model from elsewhere as a version of the pipeline's model: an ONNX file, a"
                    + " file of XGBoost's JSON, or an artefact of registry export. It needs the"
                    + " pipeline file, whose model.inputs are the model's columns in order.",
            "",
            "It passes no gate here, so it waits for registry approve. It's parsed, never run."
        },
        footer = {
            "%nExamples:",
            "  millrace registry register fraud.onnx --reason 'from the notebook' --yes",
            "  millrace registry register booster.json --reason 'trained by hand' --yes"
        })
final class RegistryRegisterCommand extends LifeCycleCommand {
    @Parameters(paramLabel = "FILE", description = "Ends with .onnx or .json; else an artefact.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Where it comes from; it's kept in the version's lineage.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String reason;

    @Mixin private final SigningOption signing = new SigningOption();

    RegistryRegisterCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws IOException, InterruptedException {
        CheckedPipeline checked =
                checkedPipeline()
                        .orElseThrow(
                                () ->
                                        CommandFailure.usage(
                                                "there's no pipeline file here",
                                                "name it with -f: it says what the model reads"));
        Model declared =
                checked.pipeline()
                        .model()
                        .orElseThrow(
                                () ->
                                        CommandFailure.usage(
                                                "pipeline " + pipeline + " has no model",
                                                "declare model: in its file"));
        ModelVersion version = version(checked, declared);
        boolean known =
                log.versions().stream().anyMatch(v -> v.getDigest().equals(version.getDigest()));
        session.progress(
                "then: %s %s of %d bytes waits for registry approve"
                        .formatted(
                                version.getModel(),
                                version.getDigest().substring(0, 7),
                                version.getArtifactBytes()));
        session.progress("affected: nobody until it's approved");
        if (known) {
            session.progress("it's known already: nothing is written");
        } else {
            new Confirmation(session).require("registering publishes a version of " + pipeline);
            log.send(version);
        }
        Table table = Table.of("versions", "model", "digest", "bytes", "registered");
        table.add(version.getModel(), version.getDigest(), version.getArtifactBytes(), !known);
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        session.hint("millrace registry list, for its number");
        return ExitCode.DONE;
    }

    private ModelVersion version(CheckedPipeline checked, Model declared) throws IOException {
        ModelArtifact artifact;
        Path file = session.resolve(model);
        try {
            artifact = read(Files.readAllBytes(file), inputs(checked, declared), checked, declared);
        } catch (ArtifactRefusedException e) {
            throw new CommandFailure(ExitCode.NO, model + " can't be loaded: " + e.getMessage())
                    .causedBy(e);
        }
        if (!artifact.fingerprint().equals(checked.plan().fingerprint())) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "%s was made for the feature set %s, but the pipeline's is %s"
                            .formatted(
                                    model, artifact.fingerprint(), checked.plan().fingerprint()));
        }
        byte[] bytes = artifact.toBytes();
        ModelVersion version =
                signing.sign(
                        session,
                        ModelVersion.newBuilder()
                                .setPipeline(checked.pipeline().name().value())
                                .setModel(declared.name().value())
                                .setDigest(artifact.digest())
                                .setTask(declared.task().name().toLowerCase(Locale.ROOT))
                                .setFormat("millrace-scorer/1")
                                .setArtifact(ByteBuffer.wrap(bytes))
                                .setArtifactBytes(bytes.length)
                                .setFingerprint(artifact.fingerprint())
                                .setInputs(
                                        artifact.inputs().fields().stream()
                                                .map(RegistryRegisterCommand::input)
                                                .toList())
                                .setLineage(lineage(file)));
        requireGood(version);
        return version;
    }

    private void requireGood(ModelVersion version) {
        List<String> problems = ModelVersions.problems(version);
        if (bytesAbove(version, TopicKind.MODELS.size().bytes())) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "%s has %d bytes as an artefact; a record takes up to %d"
                            .formatted(
                                    model,
                                    version.getArtifactBytes(),
                                    TopicKind.MODELS.size().bytes()));
        }
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NO, model + " can't be registered", problems.toArray(String[]::new));
        }
    }

    private static boolean bytesAbove(ModelVersion version, long most) {
        return version.getArtifactBytes() > most;
    }

    private ModelArtifact read(
            byte[] bytes, RowType inputs, CheckedPipeline checked, Model declared)
            throws ArtifactRefusedException {
        ModelImport imported =
                new ModelImport(
                        inputs, checked.plan().fingerprint(), declared.threshold(), List.of());
        String name = model.toString();
        if (name.endsWith(".onnx")) {
            return imported.onnx(bytes);
        }
        return name.endsWith(".json") ? imported.xgboost(bytes) : ModelArtifact.load(bytes);
    }

    private static RowType inputs(CheckedPipeline checked, Model declared) {
        RowType features = checked.plan().features();
        if (declared.inputs().isEmpty()) {
            return features;
        }
        return new RowType(
                declared.inputs().stream()
                        .map(Text::value)
                        .map(name -> features.field(features.index(name)))
                        .toList());
    }

    private Lineage lineage(Path file) {
        return Lineage.newBuilder()
                .setParameters(
                        Map.of(
                                "registered_from",
                                String.valueOf(file.getFileName()),
                                "reason",
                                reason))
                .build();
    }

    private static ModelInput input(Field field) {
        return new ModelInput(field.name(), field.type().name().toLowerCase(Locale.ROOT));
    }
}
