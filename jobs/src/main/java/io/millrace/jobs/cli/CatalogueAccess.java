package io.millrace.jobs.cli;

import io.millrace.jobs.cli.feature.FeatureTopic;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.schemas.avro.FeatureDefinition;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.kafka.common.KafkaException;

import java.util.Map;

/** Reads the features of all pipelines that run. */
final class CatalogueAccess {
    private CatalogueAccess() {}

    /**
     * All of them, by {@link FeatureTopic#key}.
     *
     * @throws CommandFailure if no broker or no registry is in reach
     */
    static Map<String, FeatureDefinition> read(Session session, Connection connection) {
        Endpoints endpoints = connection.resolve(session);
        endpoints.requireBroker();
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(endpoints.requireRegistry())) {
            return new FeatureTopic(
                            new KafkaSettings(endpoints.bootstrap(), endpoints.properties()),
                            schemas,
                            endpoints.timeout())
                    .read();
        }
    }

    /**
     * None, if no broker or no registry is in reach: for commands that do without. What's in reach
     * and doesn't answer is worth a warning.
     */
    static Map<String, FeatureDefinition> readIfInReach(Session session, Connection connection) {
        try {
            Endpoints endpoints = connection.resolve(session);
            endpoints.requireBroker();
            if (endpoints.registry().isEmpty()) {
                return Map.of();
            }
        } catch (CommandFailure e) {
            return Map.of();
        }
        try {
            return read(session, connection);
        } catch (KafkaException | RegistryUnavailableException e) {
            session.warning("features of other pipelines can't be looked up: " + e.getMessage());
            return Map.of();
        }
    }
}
