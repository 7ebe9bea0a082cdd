package io.millrace.jobs.cli;

import io.millrace.jobs.cli.model.TrainedFolder;
import io.millrace.scoring.train.Candidate;
import io.millrace.scoring.train.TrainingRefusedException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code millrace train}: the job, or one training in this process. */
@Command(
        name = "train",
        description = {
            "Submit the job that follows retraining triggers and trains candidates to the Flink"
                    + " cluster that this runs on.",
            "",
            "With --from, --to or --input, train once in this process instead, as the job would:"
                    + " from the labelled examples on the pipeline's topic, or from a file and"
                    + " without any cluster. The model, its card (Markdown and JSON) and what was"
                    + " tried go to the folder --into. Exit code 0 if the gate passes it, 1 if"
                    + " not."
        },
        footer = {
            "%nExamples:",
            "  flink run millrace.jar train --pipeline pipeline.yaml \\",
            "      --bootstrap kafka:9092 --registry http://registry:8081",
            "  millrace train --from 2026-03-01 --to 2026-04-01 --into march",
            "  millrace train --from 2026-03-01 --into march --publish",
            "  millrace train --input examples.parquet --label is_fraud --into first",
            "  millrace train --input examples.csv --label is_fraud --time at -f pipeline.yaml"
                    + " --into first",
            "  millrace dev     runs all of a pipeline's jobs on this machine"
        })
final class TrainCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Examples of events from this time on. Default: all there are.")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Examples of events before this time. Default: all there are.")
    private @Nullable Instant to;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Labels known by this event time. Default: all there are.")
    private @Nullable Instant asOf;

    @Option(
            names = "--publish",
            description = {
                "Publish what was trained from topics, as the job does: control decides",
                "what becomes of it."
            })
    private boolean publish;

    @Mixin private final FileTraining fromFile = new FileTraining();

    @Option(
            names = "--into",
            paramLabel = "FOLDER",
            description = "Where the model and its card are written; made if it isn't there.")
    private @Nullable Path into;

    @Option(names = "--overwrite", description = "Replace files that are there already.")
    private boolean overwrite;

    @Mixin private final Connection connection = new Connection();

    TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        boolean ofTopics = from != null || to != null || asOf != null;
        checkWhatBelongsTogether(ofTopics);
        if (!ofTopics && !fromFile.isAsked()) {
            return JobRunner.find("train")
                    .run(
                            "train",
                            session,
                            session.resolve(file.name()),
                            connection.resolve(session),
                            Optional.empty());
        }
        Path folder = folder();
        try {
            return fromFile.isAsked() ? ofFile(folder) : ofTopics(folder);
        } catch (TrainingRefusedException e) {
            throw new CommandFailure(ExitCode.NO, "nothing was trained: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private void checkWhatBelongsTogether(boolean ofTopics) {
        if (ofTopics && fromFile.isAsked()) {
            throw CommandFailure.usage(
                    "--input is a file, --from, --to and --as-of are of topics", "name one source");
        }
        if (publish && !ofTopics) {
            throw CommandFailure.usage(
                    "--publish needs examples of the pipeline's topic", "name --from or --to");
        }
        fromFile.check();
        if (from != null && to != null && !from.isBefore(to)) {
            throw CommandFailure.usage("--from " + from + " isn't before --to " + to);
        }
        if (into != null && !ofTopics && !fromFile.isAsked()) {
            throw CommandFailure.usage(
                    "--into is for a training in this process", "name --from, --to or --input");
        }
    }

    private Path folder() throws IOException {
        if (into == null) {
            throw CommandFailure.usage("where does it go?", "name a folder with --into");
        }
        Path folder = session.resolve(into);
        if (Files.exists(folder.resolve(TrainedFolder.CARD)) && !overwrite) {
            throw CommandFailure.overwrites(into.resolve(TrainedFolder.CARD).toString());
        }
        Files.createDirectories(folder);
        return folder;
    }

    private int ofFile(Path folder) throws IOException {
        OneTraining training = fromFile.train(session, file, connection);
        return tell(training, folder);
    }

    private int ofTopics(Path folder) throws Exception {
        try (TopicTraining training =
                TopicTraining.open(session, session.resolve(file.name()), connection)) {
            OneTraining trained = training.train(from, to, asOf);
            int code = tell(trained, folder);
            if (publish) {
                new Confirmation(session)
                        .require("publishing adds a version, whose rollout control begins");
                training.publish(trained);
                session.progress("published; millrace registry list shows what becomes of it");
            }
            return code;
        }
    }

    private int tell(OneTraining trained, Path folder) throws IOException {
        Candidate candidate = trained.candidate();
        String model = trained.settings().name().value();
        TrainedFolder.write(
                folder,
                model,
                candidate.trained().artifact(),
                trained.card(),
                trained.candidate().experiments(trained.trigger(), trained.settings()));
        Table table =
                Table.of(
                        "trainings",
                        "model",
                        "algorithm",
                        "rows",
                        "held_out",
                        "metric",
                        "value",
                        "gate",
                        "digest",
                        "folder");
        table.add(
                model,
                candidate.settings().trainer().algorithm().name().toLowerCase(Locale.ROOT),
                candidate.trained().trainedRows(),
                candidate.holdoutExamples().size(),
                candidate.gate().getMetric(),
                candidate.gate().getCandidate(),
                candidate.gate().getPassed() ? "passed" : "refused",
                candidate.trained().artifact().digest(),
                String.valueOf(into));
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        session.progress("the gate: " + candidate.gate().getReason());
        return candidate.gate().getPassed() ? ExitCode.DONE : ExitCode.NO;
    }
}
