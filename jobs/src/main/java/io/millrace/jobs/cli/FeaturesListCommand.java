package io.millrace.jobs.cli;

import io.millrace.jobs.cli.feature.FeatureCatalogue;
import io.millrace.jobs.cli.feature.FeatureFacts;
import io.millrace.jobs.pipeline.CheckedPipeline;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code millrace features list}. */
@Command(
        name = "list",
        description = "List a pipeline's features in the order in which models get them.",
        footer = {
            "%nExamples:",
            "  millrace features list",
            "  millrace features list fraud.yaml --json | jq -r '.features[].name'"
        })
final class FeaturesListCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

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
                    Table.of("features", "name", "entity", "source", "function", "window", "type");
            for (FeatureFacts facts : FeatureCatalogue.of(checked).features()) {
                table.add(
                        facts.name(),
                        facts.entity().orElse(null),
                        facts.source(),
                        facts.function(),
                        facts.window().orElse(null),
                        facts.type().name().toLowerCase(Locale.ROOT));
            }
            TableOutput.write(table, session.format(Format.TABLE), session.out());
        }
        session.hint("millrace features show NAME says what one means");
        return ExitCode.DONE;
    }
}
