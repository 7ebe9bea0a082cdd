package io.millrace.schemas.serde;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Any registry with Confluent's REST interface, through Confluent's own client: authentication, TLS
 * and the choice among several nodes are the client's.
 *
 * <p>Only schema text leaves this class and its two helpers. The client comes relocated, with a
 * relocated Avro, so none of its types may be seen anywhere else.
 *
 * <p>What is known stays known: schemas by id and ids by (subject, text) are kept for good, since
 * neither changes. That an id is unknown is kept for {@value #UNKNOWN_SECONDS} seconds only. Within
 * this time a stream of bad records costs the registry one question; after it, a schema that
 * reached this node later than the first record that names it is found.
 *
 * <p>Only the answer "no such schema" makes an id unknown. Whatever else goes wrong is a {@link
 * RegistryUnavailableException}, after some patience.
 */
public final class ConfluentSchemaRegistry implements SchemaRegistry {
    static final int UNKNOWN_SECONDS = 5;

    private static final int UNKNOWN_IDS = 10_000;

    private final ConfluentClient client;
    private final ReferringSchemas schemas;
    private final ExpiringIds unknown;
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final Map<SubjectAndText, Integer> ids = new ConcurrentHashMap<>();

    private record SubjectAndText(String subject, String text) {}

    public ConfluentSchemaRegistry(RegistrySettings settings) {
        this(settings, Backoff.DEFAULT, System::nanoTime);
    }

    ConfluentSchemaRegistry(RegistrySettings settings, Backoff backoff, LongSupplier nanoTime) {
        client = new ConfluentClient(settings, backoff);
        schemas = new ReferringSchemas(client);
        unknown = new ExpiringIds(Duration.ofSeconds(UNKNOWN_SECONDS), UNKNOWN_IDS, nanoTime);
    }

    @Override
    public Schema byId(int id) {
        Schema known = byId.get(id);
        if (known != null) {
            return known;
        }
        if (unknown.contains(id)) {
            throw new UnknownSchemaException(id);
        }
        Optional<SchemaString> found = client.ask("schema id " + id, service -> service.getId(id));
        if (found.isEmpty()) {
            unknown.add(id);
            throw new UnknownSchemaException(id);
        }
        SchemaString text = found.get();
        Schema schema =
                schemas.parse(
                        "schema id " + id,
                        text.getSchemaType(),
                        text.getSchemaString(),
                        text.getReferences());
        byId.put(id, schema);
        return schema;
    }

    @Override
    public int register(String subject, String schemaText) {
        SubjectAndText key = new SubjectAndText(subject, schemaText);
        Integer known = ids.get(key);
        if (known != null) {
            return known;
        }
        checkParses(subject, schemaText);
        int id =
                client.require(
                        subject(subject), service -> registered(service, subject, schemaText));
        ids.put(key, id);
        return id;
    }

    private static void checkParses(String subject, String schemaText) {
        try {
            new Schema.Parser().parse(schemaText);
        } catch (AvroRuntimeException e) {
            throw new SchemaRefusedException(subject, String.valueOf(e.getMessage()));
        }
    }

    private static int registered(RestService service, String subject, String schemaText)
            throws IOException, RestClientException {
        try {
            return service.registerSchema(schemaText, subject);
        } catch (RestClientException e) {
            if (e.getStatus() == 409 || e.getStatus() == 422) {
                throw new SchemaRefusedException(subject, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        return client.ask(subject(subject), service -> service.getLatestVersion(subject))
                .map(
                        found ->
                                new RegisteredSchema(
                                        subject,
                                        found.getVersion(),
                                        found.getId(),
                                        found.getSchema(),
                                        schemas.parse(
                                                subject(subject),
                                                found.getSchemaType(),
                                                found.getSchema(),
                                                found.getReferences())));
    }

    @Override
    public void setCompatibility(String subject, Compatibility level) {
        changeCompatibility(subject(subject), subject, level);
    }

    @Override
    public void setDefaultCompatibility(Compatibility level) {
        changeCompatibility("the default compatibility", null, level);
    }

    private void changeCompatibility(String what, @Nullable String subject, Compatibility level) {
        var unused =
                client.require(what, service -> service.updateCompatibility(level.name(), subject));
    }

    @Override
    public List<String> subjects() {
        return client.require("its subjects", RestService::getAllSubjects).stream()
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }

    private static String subject(String subject) {
        return "subject \"" + subject + "\"";
    }
}
