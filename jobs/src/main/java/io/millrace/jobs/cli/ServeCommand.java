package io.millrace.jobs.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code millrace serve}: the job, as {@code flink run} starts it. */
@Command(
        name = "serve",
        description = {
            "Submit the job that turns events into predictions to the Flink cluster that this"
                    + " runs on."
        },
        footer = {
            "%nExamples:",
            "  flink run millrace.jar serve --pipeline pipeline.yaml \\",
            "      --bootstrap kafka:9092 --registry http://registry:8081",
            "  millrace dev     runs it on this machine, with a broker and a registry beside it"
        })
final class ServeCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

    @Mixin private final Connection connection = new Connection();

    @Option(
            names = "--replay-into",
            paramLabel = "PREFIX",
            description = {
                "Replay: read what the source topics hold now, go by the recorded switches, late"
                        + " events and duplicates, write to topics named PREFIX.*, and end."
                        + " With order: arrival, score again what the predictions logged."
            })
    @Nullable String replayInto;

    ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Endpoints endpoints = connection.resolve(session);
        return JobRunner.find("serve")
                .run(
                        "serve",
                        session,
                        session.resolve(file.name()),
                        endpoints,
                        Optional.ofNullable(replayInto));
    }
}
