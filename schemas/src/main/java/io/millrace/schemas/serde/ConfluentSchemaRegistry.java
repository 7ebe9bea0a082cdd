package io.millrace.schemas.serde;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

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
 * <p>Only schema text comes from it: the client is relocated, with a relocated Avro, so none of its
 * types is seen outside of {@link ConfluentClient}.
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
        Optional<HeldSchema> found = client.byId(id);
        if (found.isEmpty()) {
            unknown.add(id);
            throw new UnknownSchemaException(id);
        }
        Schema schema = schemas.parse("schema id " + id, found.get());
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
        int id = client.register(subject, schemaText);
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

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        return client.latest(subject)
                .map(
                        found ->
                                new RegisteredSchema(
                                        subject,
                                        found.version(),
                                        found.id(),
                                        found.schema().text(),
                                        schemas.parse(
                                                "subject \"" + subject + "\"", found.schema())));
    }

    @Override
    public void setCompatibility(String subject, Compatibility level) {
        client.setCompatibility(subject, level);
    }

    @Override
    public void setDefaultCompatibility(Compatibility level) {
        client.setCompatibility(null, level);
    }

    @Override
    public List<String> subjects() {
        return client.subjects().stream().sorted().toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
