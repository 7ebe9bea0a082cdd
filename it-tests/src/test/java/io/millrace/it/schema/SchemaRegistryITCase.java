package io.millrace.it.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.it.cluster.SharedCluster;
import io.millrace.it.process.RegistryServerProcess;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegisteredSchema;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRefusedException;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.UnknownSchemaException;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Optional;

/** Each test has a subject of its own, since the registry is shared. */
@ExtendWith(SharedCluster.class)
class SchemaRegistryITCase {
    private static final String FIRST =
            """
            {"type": "record", "name": "Payment", "namespace": "test", "fields": [
              {"name": "id", "type": "string"},
              {"name": "amount", "type": "double"}]}
            """;
    private static final String WITH_NULLABLE_FIELD =
            FIRST.replace(
                    "\"double\"}",
                    "\"double\"}, {\"name\": \"country\", \"type\": [\"null\", \"string\"],"
                            + " \"default\": null}");
    private static final String WITH_OTHER_TYPE = FIRST.replace("\"double\"", "\"string\"");

    private static SchemaRegistry client(RegistryServerProcess registry) {
        return new ConfluentSchemaRegistry(RegistrySettings.of(registry.url()));
    }

    @Test
    void givesTheSameSchemaTheSameIdWhoeverAsks(RegistryServerProcess registry) {
        try (SchemaRegistry one = client(registry);
                SchemaRegistry other = client(registry)) {
            int id = one.register("same-value", FIRST);

            assertThat(one.register("same-value", FIRST)).isEqualTo(id);
            assertThat(other.register("same-value", FIRST)).isEqualTo(id);
            assertThat(other.byId(id)).isEqualTo(new Schema.Parser().parse(FIRST));
            assertThat(other.subjects()).contains("same-value");
        }
    }

    @Test
    void takesNullableFieldAsVersionTwo(RegistryServerProcess registry) {
        try (SchemaRegistry writer = client(registry);
                SchemaRegistry reader = client(registry)) {
            int first = writer.register("grown-value", FIRST);
            int second = writer.register("grown-value", WITH_NULLABLE_FIELD);

            assertThat(second).isNotEqualTo(first);
            RegisteredSchema latest = reader.latest("grown-value").orElseThrow();
            assertThat(latest.version()).isEqualTo(2);
            assertThat(latest.id()).isEqualTo(second);
            assertThat(latest.schema().getField("country")).isNotNull();
            assertThat(reader.byId(first)).isEqualTo(new Schema.Parser().parse(FIRST));
        }
    }

    @Test
    void refusesFieldOfAnotherType(RegistryServerProcess registry) {
        try (SchemaRegistry client = client(registry)) {
            client.register("changed-value", FIRST);

            assertThatExceptionOfType(SchemaRefusedException.class)
                    .isThrownBy(() -> client.register("changed-value", WITH_OTHER_TYPE))
                    .withMessageContaining("changed-value");
            assertThat(client.latest("changed-value").map(RegisteredSchema::version)).contains(1);
        }
    }

    /** Old records lack the new field: what reads both can't be had, what reads the new can. */
    @Test
    void asksForWhatASubjectIsSetTo(RegistryServerProcess registry) {
        String withRequiredField =
                FIRST.replace(
                        "\"double\"}",
                        "\"double\"}, {\"name\": \"country\", \"type\": \"string\"}");
        try (SchemaRegistry client = client(registry)) {
            client.register("backward-value", FIRST);
            client.register("forward-value", FIRST);
            client.setCompatibility("forward-value", SchemaRegistry.Compatibility.FORWARD);

            client.register("forward-value", withRequiredField);

            assertThat(client.latest("forward-value").map(RegisteredSchema::version)).contains(2);
            assertThatExceptionOfType(SchemaRefusedException.class)
                    .isThrownBy(() -> client.register("backward-value", withRequiredField));
        }
    }

    @Test
    void refusesWhatIsNoSchemaWithoutAsking(RegistryServerProcess registry) {
        try (SchemaRegistry client = client(registry)) {
            assertThatExceptionOfType(SchemaRefusedException.class)
                    .isThrownBy(() -> client.register("broken-value", "{\"type\": \"recrd\"}"));
            assertThat(client.latest("broken-value")).isEmpty();
        }
    }

    @Test
    void knowsAnUnknownIdFromARegistryThatDoesNotAnswer(RegistryServerProcess registry) {
        try (SchemaRegistry client = client(registry)) {
            assertThatExceptionOfType(UnknownSchemaException.class)
                    .isThrownBy(() -> client.byId(987_654));
            assertThat(client.latest("nobody-value")).isEqualTo(Optional.empty());
        }
    }

    /** Otherwise every good record would count as one of an unknown schema. */
    @Test
    void takesWrongPathForAMistakeInTheAddress(RegistryServerProcess registry) {
        String wrong = registry.url().replace("/apis/ccompat/v7", "/wrong");
        try (SchemaRegistry client = new ConfluentSchemaRegistry(RegistrySettings.of(wrong))) {
            assertThatExceptionOfType(RegistryUnavailableException.class)
                    .isThrownBy(() -> client.byId(1))
                    .withMessageContaining(wrong)
                    .withMessageContaining("404")
                    .withMessageContaining("check the path");
        }
    }

    @Test
    void answersFromMemoryWhenTheRegistryIsGone(RegistryServerProcess registry) {
        try (SchemaRegistry client = client(registry)) {
            int id = client.register("kept-value", FIRST);
            client.byId(id);

            registry.process().kill9();

            assertThat(client.byId(id)).isEqualTo(new Schema.Parser().parse(FIRST));
            assertThat(client.register("kept-value", FIRST)).isEqualTo(id);
            assertThatExceptionOfType(RegistryUnavailableException.class)
                    .isThrownBy(() -> client.byId(id + 1))
                    .withMessageContaining(registry.url());
        }
    }
}
