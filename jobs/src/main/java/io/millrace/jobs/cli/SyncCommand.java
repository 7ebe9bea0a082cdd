package io.millrace.jobs.cli;

import io.millrace.registry.sync.DirectoryMirror;
import io.millrace.registry.sync.MirroredModel;
import io.millrace.registry.sync.SyncReport;
import io.millrace.schemas.avro.ModelVersion;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code millrace sync}. */
@Command(
        name = "sync",
        description = {
            "Keep a mirror of a pipeline's model versions up to date, for those who don't read"
                    + " Kafka: their artefacts, metrics, lineage and states, and who serves.",
            "",
            "The registry on Kafka is read and compared with the mirror again and again, until"
                    + " Ctrl-C; what's right isn't touched, and nothing is deleted. A run that was"
                    + " stopped goes on with the next."
        },
        footer = {
            "%nExamples:",
            "  millrace sync --to dir --uri mirror/",
            "  millrace sync --to dir --uri /srv/models --once --json"
        })
final class SyncCommand extends LifeCycleCommand {
    /** What can be mirrored to. */
    enum Target {
        DIR
    }

    @Option(names = "--to", required = true, paramLabel = "KIND", description = "dir: a folder.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Target target;

    @Option(
            names = "--uri",
            required = true,
            paramLabel = "URI",
            description = "Where the mirror is: a path, or a file: URI of this machine.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String uri;

    @Option(names = "--once", description = "Bring it up to date, and end.")
    private boolean once;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How often it's compared. Default: 10s.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration every;

    SyncCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws IOException, InterruptedException {
        DirectoryMirror mirror = new DirectoryMirror(folder());
        if (!once) {
            session.interruption().watch();
        }
        try {
            boolean good = reconcile(log, pipeline, mirror, true);
            while (!once
                    && !session.interruption().await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                reconcile(log, pipeline, mirror, false);
            }
            if (!once) {
                return ExitCode.INTERRUPTED;
            }
            return good ? ExitCode.DONE : ExitCode.NO;
        } finally {
            session.flush();
            session.interruption().tidy();
        }
    }

    /** Whether all of it could be mirrored. */
    private boolean reconcile(
            ModelLog log, String pipeline, DirectoryMirror mirror, boolean alsoNothing)
            throws IOException {
        List<ModelVersion> versions = log.versions();
        List<String> models =
                versions.stream().map(ModelVersion::getModel).distinct().sorted().toList();
        boolean good = true;
        for (String model : models) {
            SyncReport report =
                    mirror.reconcile(
                            MirroredModel.of(
                                    pipeline,
                                    model,
                                    versions,
                                    states(log),
                                    log.newestDeployment(model)));
            if (alsoNothing || report.written() > 0) {
                tell(model, report);
            }
            report.refused().forEach(session::warning);
            good &= report.refused().isEmpty();
        }
        return good;
    }

    private void tell(String model, SyncReport report) {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("model", model);
        facts.put("versions", report.versions());
        facts.put("written", report.written());
        facts.put("unchanged", report.unchanged());
        facts.put("refused", report.refused());
        session.line(
                "sync",
                "%s: %d versions; %d files written, %d were right, %d refused"
                        .formatted(
                                model,
                                report.versions(),
                                report.written(),
                                report.unchanged(),
                                report.refused().size()),
                facts);
    }

    private Path folder() {
        if (!uri.startsWith("file:")) {
            if (uri.contains("://")) {
                throw CommandFailure.usage(
                        uri + " is no folder", "--uri takes a path, or file:///srv/models");
            }
            return session.resolve(Path.of(uri));
        }
        try {
            return Path.of(URI.create(uri));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(
                            uri + " is no folder of this machine: " + e.getMessage(),
                            "it's written file:///srv/models")
                    .causedBy(e);
        }
    }
}
