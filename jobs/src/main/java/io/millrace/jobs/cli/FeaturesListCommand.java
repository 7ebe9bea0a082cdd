package io.millrace.jobs.cli;

import io.millrace.jobs.cli.feature.FeatureCatalogue;
import io.millrace.jobs.cli.feature.FeatureFacts;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.FeatureNote;
import io.millrace.schemas.pipeline.Text;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code millrace features list}. */
@Command(
        name = "list",
        description = "List a pipeline's features in the order in which models get them.",
        footer = {
            "%nExamples:",
            "  millrace features list",
            "  millrace features list --tag core --owner risk",
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

    @Mixin private final Connection connection = new Connection();

    FeaturesListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
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
                            "tags");
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
                        tags(note));
            }
            TableOutput.write(table, session.format(Format.TABLE), session.out());
        }
        session.hint("millrace features show NAME says what one means");
        return ExitCode.DONE;
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
