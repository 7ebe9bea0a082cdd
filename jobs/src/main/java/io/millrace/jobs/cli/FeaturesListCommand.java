package io.millrace.jobs.cli;

import io.millrace.jobs.cli.feature.FeatureCatalogue;
import io.millrace.jobs.cli.feature.FeatureFacts;
import io.millrace.jobs.cli.feature.FeatureState;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.FeatureDefinition;
import io.millrace.schemas.pipeline.FeatureNote;
import io.millrace.schemas.pipeline.Text;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code millrace features list}. */
@Command(
        name = "list",
        description = {
            "List a pipeline's features in the order in which models get them.",
            "",
            "state_bytes is what a key's state takes with 100 events in the feature's window, if the"
                    + " feature were alone; features of an entity share their events. With --all,"
                    + " of every pipeline that has been started, as the broker's catalogue has"
                    + " them."
        },
        footer = {
            "%nExamples:",
            "  millrace features list",
            "  millrace features list --tag core --owner risk",
            "  millrace features list --all --tag core",
            "  millrace features list fraud.yaml --json | jq -r '.features[].name'"
        })
final class FeaturesListCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

    @Option(names = "--tag", paramLabel = "TAG", description = "Only features that have this tag.")
    private @Nullable String tag;

    @Option(
            names = "--owner",
            paramLabel = "NAME",
            description = "Only features that this owner answers for.")
    private @Nullable String owner;

    @Option(
            names = "--all",
            description = "The features of all pipelines that have been started, of no file.")
    private boolean all;

    @Mixin private final Connection connection = new Connection();

    FeaturesListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (all) {
            listAll();
            return ExitCode.DONE;
        }
        try (Registries registries = new Registries(session, connection)) {
            CheckedPipeline checked =
                    CheckedPipeline.load(
                            session.resolve(file.name()), session.environment(), registries);
            Table table =
                    Table.of(
                            "features",
                            "name",
                            "entity",
                            "source",
                            "function",
                            "window",
                            "type",
                            "owner",
                            "tags",
                            "state_bytes");
            FeatureState state = new FeatureState(checked);
            for (FeatureFacts facts : FeatureCatalogue.of(checked).features()) {
                FeatureNote note = checked.pipeline().note(facts.name());
                if (!isWanted(note)) {
                    continue;
                }
                table.add(
                        facts.name(),
                        facts.entity().orElse(null),
                        facts.source(),
                        facts.function(),
                        facts.window().orElse(null),
                        facts.type().name().toLowerCase(Locale.ROOT),
                        note.owner().map(Text::value).orElse(null),
                        tags(note),
                        bytes(state.alone(facts.name())));
            }
            TableOutput.write(table, session.format(Format.TABLE), session.out());
            state.byEntity().forEach(this::tellState);
        }
        session.hint("millrace features show NAME says what one means");
        return ExitCode.DONE;
    }

    private void tellState(String entity, long bytes) {
        session.progress(
                String.format(
                        Locale.ROOT,
                        "state of %s: about %,d bytes a key with %d events in its longest window",
                        entity,
                        bytes,
                        FeatureState.EVENTS));
    }

    private static @Nullable Object bytes(OptionalLong bytes) {
        return bytes.isPresent() ? (Object) bytes.getAsLong() : null;
    }

    private void listAll() {
        if (file.isNamed()) {
            throw CommandFailure.usage("--all lists what the broker knows, and a file is named");
        }
        Table table =
                Table.of(
                        "features",
                        "pipeline",
                        "name",
                        "entity",
                        "topic",
                        "function",
                        "window",
                        "type",
                        "owner",
                        "tags");
        for (FeatureDefinition one : CatalogueAccess.read(session, connection).values()) {
            boolean isTagged = tag == null || one.getTags().contains(tag);
            if (isTagged && (owner == null || owner.equals(one.getOwner()))) {
                table.add(
                        one.getPipeline(),
                        one.getName(),
                        one.getEntity(),
                        one.getTopic(),
                        one.getFunction(),
                        one.getWindow(),
                        one.getType(),
                        one.getOwner(),
                        one.getTags().isEmpty() ? null : String.join(" ", one.getTags()));
            }
        }
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        if (table.rows().isEmpty()) {
            session.hint("a pipeline's features are there once its serve job has been started");
        }
    }

    private boolean isWanted(FeatureNote note) {
        boolean isTagged = note.tags().stream().anyMatch(t -> t.value().equals(tag));
        boolean isOwned = note.owner().filter(o -> o.value().equals(owner)).isPresent();
        return (tag == null || isTagged) && (owner == null || isOwned);
    }

    private static @Nullable String tags(FeatureNote note) {
        return note.tags().isEmpty()
                ? null
                : note.tags().stream().map(Text::value).collect(Collectors.joining(" "));
    }
}
