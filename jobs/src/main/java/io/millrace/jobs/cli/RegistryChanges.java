package io.millrace.jobs.cli;

import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;

/** The changes that can be asked for, each a command under {@code registry}. */
final class RegistryChanges {
    private RegistryChanges() {}

    static void addTo(CommandLine registry, Session session) {
        registry.addSubcommand(new Approve(session))
                .addSubcommand(new Reject(session))
                .addSubcommand(new Promote(session))
                .addSubcommand(new Shadow(session))
                .addSubcommand(new Canary(session))
                .addSubcommand(new Pause(session))
                .addSubcommand(new Resume(session))
                .addSubcommand(new RollBack(session))
                .addSubcommand(new Archive(session))
                .addSubcommand(new KillSwitch(session));
    }

    /** About one version, which is named. */
    private abstract static class OfVersion extends RegistryChangeCommand {
        @Parameters(
                paramLabel = "VERSION",
                description = "Such as fraud@3, or the first 6 or more digits of its digest.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String version;

        private final ModelAction action;

        OfVersion(Session session, ModelAction action) {
            super(session);
            this.action = action;
        }

        /** Adds what this command alone knows. */
        void complete(ModelCommand.Builder asked) {}

        @Override
        int run(ModelLog log, String pipeline) throws IOException, InterruptedException {
            ModelVersion found = find(log.versions(), version);
            ModelCommand.Builder asked = asking(pipeline, found, action);
            complete(asked);
            return ask(log, asked);
        }
    }

    /** About a model; a version may be named. */
    private abstract static class OfModel extends RegistryChangeCommand {
        @Parameters(
                arity = "0..1",
                paramLabel = "NAME",
                description = {
                    "A version such as fraud@3, or a model. Default: the pipeline's only model, and"
                            + " what's on its way."
                })
        private @Nullable String name;

        OfModel(Session session) {
            super(session);
        }

        abstract ModelAction action();

        void complete(ModelCommand.Builder asked) {}

        @Override
        int run(ModelLog log, String pipeline) throws IOException, InterruptedException {
            List<ModelVersion> versions = newest(log.versions());
            List<String> models =
                    versions.stream().map(ModelVersion::getModel).distinct().sorted().toList();
            if (models.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.NO, "pipeline " + pipeline + " has no model version yet");
            }
            ModelCommand.Builder asked;
            if (name != null && !models.contains(name)) {
                asked = asking(pipeline, find(versions, name), action());
            } else if (name == null && models.size() > 1) {
                throw CommandFailure.usage(
                        "pipeline " + pipeline + " has several models; name one",
                        "there are: " + models);
            } else {
                asked = asking(pipeline, name == null ? models.get(0) : name, action());
            }
            complete(asked);
            return ask(log, asked);
        }
    }

    /** {@code millrace registry approve}. */
    @Command(
            name = "approve",
            description = {
                "Say that a version may be rolled out. Its author can't, where approvals are"
                        + " asked for; an approval expires (model.control in the pipeline file)."
            },
            footer = {
                "%nExamples:",
                "  millrace registry approve fraud@3 --reason 'the card is fine' --yes"
            })
    private static final class Approve extends OfVersion {
        Approve(Session session) {
            super(session, ModelAction.APPROVE);
        }
    }

    /** {@code millrace registry reject}. */
    @Command(
            name = "reject",
            description = "Say that a version that waits shall never serve.",
            footer = {
                "%nExamples:",
                "  millrace registry reject fraud@3 --reason 'trained on a broken feed'"
            })
    private static final class Reject extends OfVersion {
        Reject(Session session) {
            super(session, ModelAction.REJECT);
        }
    }

    /** {@code millrace registry promote}. */
    @Command(
            name = "promote",
            description = "Make a version the champion, past the steps of its rollout.",
            footer = {
                "%nExamples:",
                "  millrace registry promote fraud@3 --reason 'the canary has seen enough' --yes",
                "  millrace registry promote fraud@3 --reason planned --yes --at 2026-03-02T12:00Z",
                "  millrace registry promote fraud@2 --force --reason 'its gate had no labels'"
            })
    private static final class Promote extends OfVersion {
        @Option(
                names = "--force",
                description = {
                    "Also a version that failed its gate, is archived or lacks approvals; who and"
                            + " why is kept in the audit log."
                })
        private boolean force;

        Promote(Session session) {
            super(session, ModelAction.PROMOTE);
        }

        @Override
        void complete(ModelCommand.Builder asked) {
            asked.setForced(force);
        }
    }

    /** {@code millrace registry shadow}. */
    @Command(
            name = "shadow",
            description = {
                "Let a version score every event and serve nobody, until it's resumed or rolled"
                        + " back."
            },
            footer = {
                "%nExamples:",
                "  millrace registry shadow fraud@3 --reason 'watch it' --yes"
            })
    private static final class Shadow extends OfVersion {
        Shadow(Session session) {
            super(session, ModelAction.SHADOW);
        }
    }

    /** {@code millrace registry canary}. */
    @Command(
            name = "canary",
            description = {
                "Let a version serve a share of the units, until it's resumed or rolled back."
            },
            footer = {
                "%nExamples:",
                "  millrace registry canary fraud@3 --share 5%% --reason 'a first look' --yes"
            })
    private static final class Canary extends OfVersion {
        @Option(
                names = "--share",
                paramLabel = "SHARE",
                required = true,
                converter = ShareConverter.class,
                description = "Of the units: 5%%, 0.05; in steps of 0.01%%.")
        private int share;

        Canary(Session session) {
            super(session, ModelAction.CANARY);
        }

        @Override
        void complete(ModelCommand.Builder asked) {
            asked.setShare(share);
        }
    }

    /** {@code millrace registry archive}. */
    @Command(
            name = "archive",
            description = {
                "Put a version away: it's promoted by force only. What serves, or what a rollback"
                        + " goes back to, can't be."
            },
            footer = {"%nExamples:", "  millrace registry archive fraud@1 --reason 'out of date'"})
    private static final class Archive extends OfVersion {
        Archive(Session session) {
            super(session, ModelAction.RETIRE);
        }
    }

    /** {@code millrace registry pause}. */
    @Command(
            name = "pause",
            description = "Hold the version that's on its way: it keeps its share.",
            footer = {"%nExamples:", "  millrace registry pause --reason 'a holiday'"})
    private static final class Pause extends OfModel {
        Pause(Session session) {
            super(session);
        }

        @Override
        ModelAction action() {
            return ModelAction.PAUSE;
        }
    }

    /** {@code millrace registry resume}. */
    @Command(
            name = "resume",
            description = "Let the version that's held go on; its step begins again.",
            footer = {"%nExamples:", "  millrace registry resume --reason 'back again' --yes"})
    private static final class Resume extends OfModel {
        Resume(Session session) {
            super(session);
        }

        @Override
        ModelAction action() {
            return ModelAction.RESUME;
        }
    }

    /** {@code millrace registry rollback}. */
    @Command(
            name = "rollback",
            description = {
                "Take back what was deployed last: the arm of a canary, or else the champion, for"
                        + " the one before."
            },
            footer = {
                "%nExamples:",
                "  millrace registry rollback --reason 'too many false alarms'"
            })
    private static final class RollBack extends OfModel {
        RollBack(Session session) {
            super(session);
        }

        @Override
        ModelAction action() {
            return ModelAction.ROLL_BACK;
        }
    }

    /** {@code millrace registry kill-switch}. */
    @Command(
            name = "kill-switch",
            description = "Serve a fixed score to everybody, from the next event on; or end that.",
            footer = {
                "%nExamples:",
                "  millrace registry kill-switch --score 0 --reason 'it blocks everybody'",
                "  millrace registry kill-switch --off --reason 'fixed' --yes"
            })
    private static final class KillSwitch extends OfModel {
        @CommandLine.ArgGroup(multiplicity = "1")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Position position;

        private static final class Position {
            @Option(
                    names = "--score",
                    paramLabel = "SCORE",
                    required = true,
                    description = "What everybody gets; any finite number.")
            private @Nullable Double score;

            @Option(names = "--off", required = true, description = "Let models answer again.")
            private boolean off;
        }

        KillSwitch(Session session) {
            super(session);
        }

        @Override
        ModelAction action() {
            return position.off ? ModelAction.REVIVE : ModelAction.KILL;
        }

        @Override
        void complete(ModelCommand.Builder asked) {
            Double score = position.score;
            if (score != null && !Double.isFinite(score)) {
                throw CommandFailure.usage("--score is " + score + "; it takes a finite number");
            }
            asked.setFallbackScore(score);
        }
    }
}
