package io.millrace.jobs.cli;

import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.problem.NearestName;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** {@code millrace registry history}. */
@Command(
        name = "history",
        description = {
            "List what happened to a pipeline's models: when, to which version, by whom, why, in"
                    + " which epoch.",
            "",
            "EVENT TIME is when it happened in event time, WRITTEN when it was told."
        },
        footer = {
            "%nExamples:",
            "  millrace registry history",
            "  millrace registry history fraud@3 --all",
            "  millrace registry history fraud -o csv > audit.csv"
        })
final class RegistryHistoryCommand extends LifeCycleCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A model, or a version such as fraud@3. Default: all.")
    private @Nullable String name;

    @Option(
            names = "--all",
            description = "Also that subtasks have loaded versions, which is no transition.")
    private boolean all;

    RegistryHistoryCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        List<ModelLog.Told> history = log.history();
        String digest = digest(log, history);
        Table table =
                Table.of(
                        "events",
                        "event_time",
                        "written",
                        "version",
                        "event",
                        "state",
                        "epoch",
                        "actor",
                        "reason");
        for (ModelLog.Told told : history) {
            ModelEvent event = told.event();
            boolean loaded = event.getType() == ModelEventType.LOADED;
            boolean meant = name == null || event.getModel().equals(name);
            if ((all || !loaded) && (meant || (digest != null && digest.equals(digest(event))))) {
                add(table, told);
            }
        }
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        if (table.rows().isEmpty()) {
            session.progress("nothing has happened yet");
        }
        return ExitCode.DONE;
    }

    private static String digest(ModelEvent event) {
        return String.valueOf(event.getDigest());
    }

    /** Of the version that's meant; null if it's a model, or all. */
    private @Nullable String digest(ModelLog log, List<ModelLog.Told> history) {
        if (name == null) {
            return null;
        }
        List<ModelVersion> versions = log.versions();
        TreeSet<String> models = new TreeSet<>();
        versions.forEach(version -> models.add(version.getModel()));
        history.forEach(told -> models.add(told.event().getModel()));
        if (models.contains(name)) {
            return null;
        }
        if (!name.contains("@") && !name.matches("[0-9a-f]{6,64}")) {
            throw CommandFailure.usage(
                    "there is no model \"" + name + "\"",
                    NearestName.of(name, models)
                            .map(nearest -> "did you mean \"" + nearest + "\"?")
                            .orElse("there are: " + models));
        }
        return find(versions, name).getDigest();
    }

    private static void add(Table table, ModelLog.Told told) {
        ModelEvent event = told.event();
        String version =
                event.getVersion() != null
                        ? event.getModel() + "@" + event.getVersion()
                        : event.getDigest() == null
                                ? event.getModel()
                                : event.getModel() + " " + event.getDigest().substring(0, 7);
        String type = event.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        table.add(
                event.getEventTime(),
                told.writtenAt(),
                version,
                type,
                event.getState(),
                event.getEpoch() == 0 ? null : event.getEpoch(),
                event.getActor(),
                event.getReason());
    }
}
