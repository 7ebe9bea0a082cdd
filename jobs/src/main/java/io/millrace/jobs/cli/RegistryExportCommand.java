package io.millrace.jobs.cli;

import io.millrace.jobs.cli.model.Artifacts;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.exchange.OnnxExport;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** {@code millrace registry export}. */
@Command(
        name = "export",
        description = {
            "Write a version's model to a file: as ONNX for other runtimes, or Millrace's own"
                    + " artefact.",
            "",
            "ONNX is read back and must score the artefact's golden rows as the artefact does, to"
                    + " 1e-6. A model that ONNX can't say is refused."
        },
        footer = {
            "%nExamples:",
            "  millrace registry export fraud@3 --format onnx --output fraud-3.onnx",
            "  millrace registry export fraud@3 --format millrace --output fraud-3.model"
        })
final class RegistryExportCommand extends LifeCycleCommand {

    /** What can be written. */
    enum Kind {
        ONNX,
        MILLRACE
    }

    @Parameters(
            paramLabel = "VERSION",
            description = "Such as fraud@3, or the first 6 or more digits of its digest.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String version;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "What's written: onnx, or millrace.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Kind kind;

    @Option(names = "--overwrite", description = "Replace a file that's there already.")
    private boolean overwrite;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private RegistryExportCommand(Session session) {
        super(session);
    }

    /** Under {@code registry}, whose options it must have got first. */
    static void addTo(CommandLine registry, Session session) {
        CommandLine line = new CommandLine(new RegistryExportCommand(session));
        registry.addSubcommand(line);
        OutputOption.replaceIn(line, "FILE", "The file that's written.");
    }

    @Override
    int run(ModelLog log, String pipeline) throws IOException {
        String name = OutputOption.of(spec);
        Path target = session.resolve(Path.of(name));
        if (Files.exists(target) && !overwrite) {
            throw CommandFailure.overwrites(name);
        }
        ModelVersion found = find(log.versions(), version);
        byte[] bytes;
        ModelArtifact artifact;
        try {
            artifact = Artifacts.of(found);
            bytes = kind == Kind.ONNX ? OnnxExport.checked(artifact) : artifact.toBytes();
        } catch (ArtifactRefusedException e) {
            throw new CommandFailure(
                            ExitCode.NO, name(found) + " can't be exported: " + e.getMessage())
                    .causedBy(e);
        }
        Files.write(target, bytes);
        Table table = Table.of("exports", "version", "format", "file", "bytes", "digest", "checks");
        table.add(
                name(found),
                kind.name().toLowerCase(Locale.ROOT),
                name,
                bytes.length,
                found.getDigest(),
                artifact.goldenRows());
        Format format = session.format(Format.TABLE);
        if (format == Format.TABLE) {
            session.out()
                    .printf(
                            "%s: %d bytes; %d golden rows score as the artefact %s%n",
                            name,
                            bytes.length,
                            artifact.goldenRows(),
                            found.getDigest().substring(0, 12));
        } else {
            TableOutput.write(table, format, session.out());
        }
        return ExitCode.DONE;
    }
}
