package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Optional;
import java.util.concurrent.Callable;

/** The commands of the jobs that follow serve, as {@code flink run} starts them. */
abstract class JobCommand implements Callable<Integer> {
    private final String job;
    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

    @Mixin private final Connection connection = new Connection();

    private JobCommand(String job, Session session) {
        this.job = job;
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Endpoints endpoints = connection.resolve(session);
        return JobRunner.find(job)
                .run(job, session, session.resolve(file.name()), endpoints, Optional.empty());
    }

    /** {@code millrace label}. */
    @Command(
            name = "label",
            description = {
                "Submit the job that joins predictions with late labels to the Flink cluster that"
                        + " this runs on.",
                "",
                "Its commands ask people for labels, and take them, without a cluster."
            },
            footer = {
                "%nExamples:",
                "  flink run millrace.jar label --pipeline pipeline.yaml \\",
                "      --bootstrap kafka:9092 --registry http://registry:8081",
                "  millrace label ask --count 50",
                "  millrace label next",
                "  millrace label set payment-4711 1 --annotator ana",
                "  millrace dev     runs all of a pipeline's jobs on this machine"
            })
    static final class Label extends JobCommand {
        private Label(Session session) {
            super("label", session);
        }

        static CommandLine commandLine(Session session) {
            return new CommandLine(new Label(session))
                    .addSubcommand(new LabelAskCommand(session))
                    .addSubcommand(new LabelNextCommand(session))
                    .addSubcommand(new LabelSetCommand(session));
        }
    }

    /** {@code millrace drift}. */
    @Command(
            name = "drift",
            description = {
                "Submit the job that measures drift and performance, raises alerts and asks for"
                        + " trainings, to the Flink cluster that this runs on.",
                "",
                "Its commands measure drift between files, and report what the job has told, without"
                        + " a cluster."
            },
            footer = {
                "%nExamples:",
                "  flink run millrace.jar drift --pipeline pipeline.yaml \\",
                "      --bootstrap kafka:9092 --registry http://registry:8081",
                "  millrace drift compare --reference train.csv --current week.csv",
                "  millrace dev     runs all of a pipeline's jobs on this machine"
            })
    static final class Drift extends JobCommand {
        private Drift(Session session) {
            super("drift", session);
        }

        static CommandLine commandLine(Session session) {
            return new CommandLine(new Drift(session))
                    .addSubcommand(new DriftCompareCommand(session))
                    .addSubcommand(new DriftProfileCommand(session))
                    .addSubcommand(new DriftReportCommand(session));
        }
    }

    /** {@code millrace control}. */
    @Command(
            name = "control",
            description = {
                "Submit the job that decides about model versions (gate, shadow, canary, champion,"
                        + " rollback) to the Flink cluster that this runs on."
            },
            footer = {
                "%nExamples:",
                "  flink run millrace.jar control --pipeline pipeline.yaml \\",
                "      --bootstrap kafka:9092 --registry http://registry:8081",
                "  millrace dev     runs all of a pipeline's jobs on this machine"
            })
    static final class Control extends JobCommand {
        Control(Session session) {
            super("control", session);
        }
    }

    /** {@code millrace alerts}. */
    @Command(
            name = "alerts",
            description = {
                "Submit the job that tells webhooks of alerts to the Flink cluster that this runs"
                        + " on.",
                "",
                "Its commands show alerts, and say what people do about them, without a cluster.",
                "",
                "Secrets (url_from, token_from) are environment variables of the TaskManagers."
            },
            footer = {
                "%nExamples:",
                "  millrace alerts list",
                "  millrace alerts ack 3f9c2e1b04d8 --reason 'looking at it'",
                "  millrace alerts silence --rule psi --subject amount --for 2h --reason 'sale'",
                "  flink run millrace.jar alerts --pipeline pipeline.yaml \\",
                "      --bootstrap kafka:9092 --registry http://registry:8081"
            })
    static final class Alerts extends JobCommand {
        private Alerts(Session session) {
            super("alerts", session);
        }

        static CommandLine commandLine(Session session) {
            return new CommandLine(new Alerts(session))
                    .addSubcommand(new AlertsListCommand(session))
                    .addSubcommand(new AlertsShowCommand(session))
                    .addSubcommand(new AlertsAckCommand(session))
                    .addSubcommand(new AlertsSilenceCommand(session))
                    .addSubcommand(new AlertsUnsilenceCommand(session))
                    .addSubcommand(new AlertsSilencesCommand(session));
        }
    }
}
