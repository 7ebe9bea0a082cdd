package io.millrace.schemas.serde;

import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.utils.UrlList;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Confluent's REST client, the one class that sees it, with patience: a question without an answer
 * is asked again a few times, with growing pauses, for about six seconds; then {@link
 * RegistryUnavailableException} goes up.
 *
 * <p>Only the answers of which the registry says that there's no such subject, version or schema
 * are empty. A bare 404 is what a wrong path in the URL gives, and with it every good record would
 * count as bad.
 */
final class ConfluentClient implements AutoCloseable {
    private static final String PREFIX = "schema.registry.";

    /** No such subject, version, schema. */
    private static final Set<Integer> NOT_FOUND = Set.of(40401, 40402, 40403);

    private final String urls;
    private final UrlList nodes;
    private final RestService service;
    private final Retry retry;

    ConfluentClient(RegistrySettings settings, Backoff backoff) {
        urls = settings.printableUrls();
        nodes = new UrlList(settings.urls());
        service = new RestService(nodes);
        retry = new Retry(backoff, urls);
        configure(service, properties(settings.properties()));
    }

    /** The caching client's constructor is what knows how to set credentials and TLS up. */
    private static void configure(RestService service, Map<String, String> properties) {
        var configured = new CachedSchemaRegistryClient(service, 1, properties);
        configured.reset();
    }

    /**
     * The client wants {@code ssl.*} with the prefix and most others without it; users write
     * either. Its own timeouts are a minute, too long for a stream that waits.
     */
    static Map<String, String> properties(Map<String, String> given) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("http.connect.timeout.ms", "5000");
        properties.put("http.read.timeout.ms", "10000");
        for (Map.Entry<String, String> entry : new TreeMap<>(given).entrySet()) {
            String name = entry.getKey();
            String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
            properties.put(plain, entry.getValue());
            properties.put(PREFIX + plain, entry.getValue());
        }
        return properties;
    }

    /** Empty if there's no schema of this id. */
    Optional<HeldSchema> byId(int id) {
        return ask("schema id " + id, () -> held(service.getId(id)));
    }

    /** The newest schema of a subject; empty if there's no such subject. */
    Optional<HeldSchema.Latest> latest(String subject) {
        return ask(
                subject(subject),
                () -> {
                    var newest = service.getLatestVersion(subject);
                    return new HeldSchema.Latest(newest.getVersion(), newest.getId(), held(newest));
                });
    }

    /** What a schema refers to. */
    HeldSchema referred(HeldSchema.Reference reference) {
        return require(
                reference.toString(),
                () -> held(service.getVersion(reference.subject(), reference.version())));
    }

    /**
     * The id of a schema, which is new if the subject hadn't it yet.
     *
     * @throws SchemaRefusedException if it isn't compatible with those before it
     */
    int register(String subject, String schemaText) {
        return require(
                subject(subject),
                () -> {
                    try {
                        return service.registerSchema(schemaText, subject);
                    } catch (RestClientException e) {
                        if (e.getStatus() == 409 || e.getStatus() == 422) {
                            throw new SchemaRefusedException(
                                    subject, String.valueOf(e.getMessage()));
                        }
                        throw e;
                    }
                });
    }

    /**
     * @param subject null for the default of subjects without a level of their own
     */
    void setCompatibility(@Nullable String subject, SchemaRegistry.Compatibility level) {
        String what = subject == null ? "the default compatibility" : subject(subject);
        var unused = require(what, () -> service.updateCompatibility(level.name(), subject));
    }

    /** The names of all subjects. */
    List<String> subjects() {
        return require("its subjects", service::getAllSubjects);
    }

    private static HeldSchema held(SchemaString found) {
        return new HeldSchema(
                found.getSchemaType(), found.getSchemaString(), references(found.getReferences()));
    }

    private static HeldSchema held(
            org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client
                            .rest.entities.Schema
                    found) {
        return new HeldSchema(
                found.getSchemaType(), found.getSchema(), references(found.getReferences()));
    }

    private static List<HeldSchema.Reference> references(
            @Nullable List<SchemaReference> references) {
        return references == null
                ? List.of()
                : references.stream()
                        .map(r -> new HeldSchema.Reference(r.getSubject(), r.getVersion()))
                        .toList();
    }

    private static String subject(String subject) {
        return "subject \"" + subject + "\"";
    }

    private interface Question<T> {
        T ask() throws IOException, RestClientException;
    }

    /** The answer, or nothing if the registry says that there's no such schema or subject. */
    private <T> Optional<T> ask(String what, Question<T> question) {
        return retry.answer(
                what,
                () -> {
                    try {
                        return Optional.of(question.ask());
                    } catch (RestClientException e) {
                        if (NOT_FOUND.contains(e.getErrorCode())) {
                            return Optional.empty();
                        }
                        throw noAnswer(what, e);
                    } catch (SchemaRefusedException e) {
                        throw e;
                    } catch (RuntimeException e) {
                        // The client's own, such as a token that its issuer didn't give.
                        throw new IOException(e.getMessage(), e);
                    }
                });
    }

    /** The same, where "no such thing" is no answer either. */
    private <T> T require(String what, Question<T> question) {
        return ask(what, question)
                .orElseThrow(
                        () ->
                                new RegistryUnavailableException(
                                        "the schema registry ("
                                                + urls
                                                + ") says that it doesn't know "
                                                + what,
                                        null));
    }

    /** An exception to ask again after, or, thrown at once, one that asking again won't change. */
    private IOException noAnswer(String what, RestClientException e) {
        int status = e.getStatus();
        if (status >= 500 || status == 429 || status == 408) {
            // The client turns to the next node by itself only when a connection fails.
            nodes.fail(nodes.current());
            return new IOException("HTTP " + status + ": " + e.getMessage(), e);
        }
        throw new RegistryUnavailableException(
                "the schema registry ("
                        + urls
                        + ") answered HTTP "
                        + status
                        + " about "
                        + what
                        + ": "
                        + e.getMessage()
                        + "; "
                        + advice(status),
                e);
    }

    private static String advice(int status) {
        return switch (status) {
            case 401, 403 -> "check the credentials (basic.auth.*, bearer.auth.*, ssl.keystore.*)";
            case 404 -> "check the path in the URL, such as /apis/ccompat/v7 for Apicurio";
            default -> "see the registry's log";
        };
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
