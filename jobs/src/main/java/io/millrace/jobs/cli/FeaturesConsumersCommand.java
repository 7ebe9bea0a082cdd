package io.millrace.jobs.cli;

import io.millrace.jobs.cli.feature.FeatureDefinitions;
import io.millrace.jobs.cli.feature.FeatureTopic;
import io.millrace.schemas.avro.FeatureDefinition;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** {@code millrace features consumers}. */
@Command(
        name = "consumers",
        description = {
            "Say who uses a feature: models and expressions of this pipeline, of the pipelines"
                    + " that have the same definition, and of those that read it with features_of.",
            "",
            "Pipelines that run are told of by the topic "
                    + FeatureTopic.NAME
                    + "; this one's own features are those of the file."
        },
        footer = {
            "%nExamples:",
            "  millrace features consumers account_amount_mean_7d",
            "  millrace features consumers account_amount_mean_7d --json | jq '.consumers[].owner'"
        })
final class FeaturesConsumersCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final NamedFeature asked = new NamedFeature();

    FeaturesConsumersCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<FeatureDefinition> own = FeatureDefinitions.of(asked.load(session));
        FeatureDefinition wanted = asked.find(own, FeatureDefinition::getName);
        Map<String, FeatureDefinition> all =
                new TreeMap<>(CatalogueAccess.read(session, asked.connection()));
        all.values().removeIf(known -> known.getPipeline().equals(wanted.getPipeline()));
        own.forEach(definition -> all.put(FeatureTopic.key(definition), definition));
        TableOutput.write(
                consumers(wanted, List.copyOf(all.values())),
                session.format(Format.TABLE),
                session.out());
        return ExitCode.DONE;
    }

    private static Table consumers(FeatureDefinition asked, List<FeatureDefinition> all) {
        Table table = Table.of("consumers", "pipeline", "kind", "name", "owner");
        Set<String> havers = new TreeSet<>();
        Set<String> names = new TreeSet<>();
        for (FeatureDefinition known : all) {
            if (!FeatureDefinitions.areSame(asked, known)) {
                continue;
            }
            havers.add(known.getPipeline());
            names.add(FeatureTopic.key(known));
            if (!known.getPipeline().equals(asked.getPipeline())) {
                table.add(known.getPipeline(), "same feature", known.getName(), known.getOwner());
            }
            for (String model : known.getModels()) {
                table.add(known.getPipeline(), "model", model, null);
            }
        }
        List<FeatureDefinition> users = new ArrayList<>(all);
        users.removeIf(user -> !havers.contains(user.getPipeline()));
        for (FeatureDefinition user : users) {
            if (user.getUses().contains(asked.getName())) {
                table.add(user.getPipeline(), "feature", user.getName(), user.getOwner());
            }
        }
        for (FeatureDefinition reader : all) {
            if (reader.getReads().stream().anyMatch(names::contains)) {
                table.add(reader.getPipeline(), "reader", reader.getName(), reader.getOwner());
            }
        }
        return table;
    }
}
