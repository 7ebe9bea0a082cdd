package io.millrace.schemas.serde;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.utils.UrlList;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Any registry with Confluent's REST interface, through Confluent's own client: authentication, TLS
 * and the choice among several nodes are the client's.
 *
 * <p>Only schema text crosses this class. The client comes relocated, with a relocated Avro, so
 * none of its types may be seen anywhere else.
 *
 * <p>What is known stays known: schemas by id and ids by (subject, text) are kept for good, since
 * neither changes. That an id is unknown is kept for {@value #UNKNOWN_SECONDS} seconds only. Within
 * this time a stream of bad records costs the registry one question; after it, a schema that
 * reached this node later than the first record that names it is found.
 *
 * <p>A question without an answer is asked again a few times, with growing pauses, for about six
 * seconds; then {@link RegistryUnavailableException} goes up. Only the answer "no such schema"
 * (40403) makes an id unknown: a bare 404 is what a wrong path in the URL gives, and with it every
 * good record would count as bad.
 */
public final class ConfluentSchemaRegistry implements SchemaRegistry {
    static final int UNKNOWN_SECONDS = 5;

    private static final int UNKNOWN_IDS = 10_000;
    private static final String PREFIX = "schema.registry.";

    /** No such subject, version, schema. */
    private static final Set<Integer> NOT_FOUND = Set.of(40401, 40402, 40403);

    private final String urls;
    private final UrlList nodes;
    private final RestService client;
    private final Retry retry;
    private final ExpiringIds unknown;
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final Map<SubjectAndText, Integer> ids = new ConcurrentHashMap<>();

    private record SubjectAndText(String subject, String text) {}

    public ConfluentSchemaRegistry(RegistrySettings settings) {
        this(settings, Backoff.DEFAULT, System::nanoTime);
    }

    ConfluentSchemaRegistry(RegistrySettings settings, Backoff backoff, LongSupplier nanoTime) {
        urls = settings.printableUrls();
        nodes = new UrlList(settings.urls());
        client = new RestService(nodes);
        retry = new Retry(backoff, urls);
        unknown = new ExpiringIds(Duration.ofSeconds(UNKNOWN_SECONDS), UNKNOWN_IDS, nanoTime);
        configure(client, clientProperties(settings.properties()));
    }

    /** The caching client's constructor is what knows how to set credentials and TLS up. */
    private static void configure(RestService client, Map<String, String> properties) {
        var configured = new CachedSchemaRegistryClient(client, 1, properties);
        configured.reset();
    }

    /**
     * The client wants {@code ssl.*} with the prefix and most others without it; users write
     * either. Its own timeouts are a minute, too long for a stream that waits.
     */
    static Map<String, String> clientProperties(Map<String, String> given) {
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

    @Override
    public Schema byId(int id) {
        Schema known = byId.get(id);
        if (known != null) {
            return known;
        }
        if (unknown.contains(id)) {
            throw new UnknownSchemaException(id);
        }
        Optional<SchemaString> found = ask("schema id " + id, () -> client.getId(id));
        if (found.isEmpty()) {
            unknown.add(id);
            throw new UnknownSchemaException(id);
        }
        SchemaString text = found.get();
        Schema schema =
                parse(
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
                ask(subject(subject), () -> registered(subject, schemaText))
                        .orElseThrow(() -> noSuchThing(subject(subject)));
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

    private int registered(String subject, String schemaText)
            throws IOException, RestClientException {
        try {
            return client.registerSchema(schemaText, subject);
        } catch (RestClientException e) {
            if (e.getStatus() == 409 || e.getStatus() == 422) {
                throw new SchemaRefusedException(subject, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        return ask(subject(subject), () -> client.getLatestVersion(subject))
                .map(
                        found ->
                                new RegisteredSchema(
                                        subject,
                                        found.getVersion(),
                                        found.getId(),
                                        found.getSchema(),
                                        parse(
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
        if (ask(what, () -> client.updateCompatibility(level.name(), subject)).isEmpty()) {
            throw noSuchThing(what);
        }
    }

    @Override
    public List<String> subjects() {
        return ask("its subjects", () -> client.getAllSubjects())
                .orElseThrow(() -> noSuchThing("its subjects"))
                .stream()
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String subject(String subject) {
        return "subject \"" + subject + "\"";
    }

    /** Schemas may be split over several subjects: each is parsed after those it refers to. */
    private Schema parse(
            String what,
            @Nullable String type,
            String text,
            @Nullable List<SchemaReference> references) {
        if (type != null && !type.equals("AVRO")) {
            throw new UnusableSchemaException(what + " is " + type + "; only AVRO can be read");
        }
        Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION);
        parser.setValidateDefaults(false);
        try {
            parseReferences(parser, references, new HashSet<>());
            return parser.parse(text);
        } catch (AvroRuntimeException e) {
            throw new UnusableSchemaException(what + " can't be parsed: " + e.getMessage());
        }
    }

    private void parseReferences(
            Schema.Parser parser, @Nullable List<SchemaReference> references, Set<String> parsed) {
        if (references == null) {
            return;
        }
        for (SchemaReference reference : references) {
            String what = subject(reference.getSubject()) + " version " + reference.getVersion();
            if (parsed.add(what)) {
                var referred =
                        ask(
                                        what,
                                        () ->
                                                client.getVersion(
                                                        reference.getSubject(),
                                                        reference.getVersion()))
                                .orElseThrow(() -> noSuchThing(what));
                parseReferences(parser, referred.getReferences(), parsed);
                parser.parse(referred.getSchema());
            }
        }
    }

    private interface ClientCall<T> {
        T call() throws IOException, RestClientException;
    }

    /** The answer, or nothing if the registry says that there's no such schema or subject. */
    private <T> Optional<T> ask(String what, ClientCall<T> question) {
        return retry.answer(
                what,
                () -> {
                    try {
                        return Optional.of(question.call());
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

    private RegistryUnavailableException noSuchThing(String what) {
        return new RegistryUnavailableException(
                "the schema registry (" + urls + ") says that it doesn't know " + what, null);
    }
}
