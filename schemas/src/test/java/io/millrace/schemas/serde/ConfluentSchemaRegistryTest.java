package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.serde.SchemaRegistry.Compatibility;

import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The adapter and the real client in it, against an HTTP server that answers as it's told. */
class ConfluentSchemaRegistryTest {
    private static final Backoff QUICK = new Backoff(3, Duration.ofMillis(1), Duration.ofMillis(1));
    private static final String LONG = "{\"schema\": \"\\\"long\\\"\"}";
    private static final String UNKNOWN = "{\"error_code\": 40403, \"message\": \"not found\"}";

    private FakeRegistryServer server;
    private long nanos;

    @BeforeEach
    void start() throws IOException {
        server = new FakeRegistryServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void asksForAnIdOnce() {
        server.answers("GET /schemas/ids/7", 200, LONG);
        SchemaRegistry registry = registry(server.url());

        assertThat(registry.byId(7)).isEqualTo(Schema.create(Schema.Type.LONG));
        assertThat(registry.byId(7)).isSameAs(registry.byId(7));

        assertThat(server.requests).hasSize(1);
    }

    @Test
    void remembersUnknownIdForFiveSecondsOnly() {
        server.answers("GET /schemas/ids/7", 404, UNKNOWN).answers("GET /schemas/ids/7", 200, LONG);
        SchemaRegistry registry = registry(server.url());

        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("schema id 7");
        nanos = Duration.ofMillis(4_999).toNanos();
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(UnknownSchemaException.class);
        assertThat(server.requests).hasSize(1);

        nanos = Duration.ofSeconds(5).toNanos();
        assertThat(registry.byId(7)).isEqualTo(Schema.create(Schema.Type.LONG));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 408})
    void asksAgainWhenTheRegistryIsInTrouble(int status) {
        server.answers("GET /schemas/ids/7", status, "{\"error_code\": 50001, \"message\": \"no\"}")
                .answers("GET /schemas/ids/7", status, "busy")
                .answers("GET /schemas/ids/7", 200, LONG);

        assertThat(registry(server.url()).byId(7)).isEqualTo(Schema.create(Schema.Type.LONG));
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        server.answers("GET /schemas/ids/7", 503, "busy");
        SchemaRegistry registry = registry(server.url());

        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("schema id 7")
                .hasMessageContaining("3 attempts")
                .hasMessageContaining("503");
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void isUnavailableWhenNobodyListens() throws IOException {
        SchemaRegistry registry = registry("http://localhost:" + freePort());

        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("reachable");
        assertThatThrownBy(() -> registry.register("a-value", "\"long\""))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> registry.latest("a-value"))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(registry::subjects).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void isUnavailableWhenAnswersAreNotJson() {
        server.answers("GET /schemas/ids/7", 200, "<html>a proxy's greeting</html>");
        SchemaRegistry registry = registry(server.url());

        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({"401, credentials", "403, credentials", "404, path"})
    void takesAWrongAddressOrPasswordForNoVerdictAboutData(int status, String advice) {
        server.answers("GET /schemas/ids/7", status, "<html>no</html>");
        SchemaRegistry registry = registry(server.url());

        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(advice);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void turnsToTheNextNodeWhenOneIsDown() throws IOException {
        server.answers("GET /schemas/ids/7", 200, LONG);
        SchemaRegistry registry = registry("http://localhost:" + freePort(), server.url());

        assertThat(registry.byId(7)).isEqualTo(Schema.create(Schema.Type.LONG));
    }

    @Test
    void turnsToTheNextNodeWhenOneIsInTrouble() throws IOException {
        server.answers("GET /schemas/ids/7", 200, LONG);
        try (FakeRegistryServer sick = new FakeRegistryServer()) {
            sick.answers("GET /schemas/ids/7", 503, "busy");

            for (int i = 0; i < 8; i++) {
                SchemaRegistry registry = registry(sick.url(), server.url());
                assertThat(registry.byId(7)).isEqualTo(Schema.create(Schema.Type.LONG));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "schema.registry."})
    void sendsCredentials(String prefix) {
        server.answers("GET /schemas/ids/7", 200, LONG);
        SchemaRegistry registry =
                registry(
                        new RegistrySettings(
                                List.of(server.url()),
                                Map.of(
                                        prefix + "basic.auth.credentials.source",
                                        "USER_INFO",
                                        prefix + "basic.auth.user.info",
                                        "ann:secret")));

        registry.byId(7);

        String expected =
                Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
        assertThat(server.authorizations).containsExactly("Basic " + expected);
    }

    @Test
    void fetchesATokenAndSendsIt() {
        String token =
                Stream.of(
                                "{\"alg\":\"none\"}",
                                "{\"sub\":\"ann\",\"iat\":1,\"exp\":4102444800,\"scope\":\"read\"}",
                                "-")
                        .map(part -> part.getBytes(StandardCharsets.UTF_8))
                        .map(Base64.getUrlEncoder().withoutPadding()::encodeToString)
                        .collect(Collectors.joining("."));
        server.answers("GET /schemas/ids/7", 200, LONG)
                .answers("POST /token", 200, "{\"access_token\": \"" + token + "\"}");
        SchemaRegistry registry = registry(withTokens());

        registry.byId(7);

        assertThat(server.requests).containsExactly("POST /token", "GET /schemas/ids/7");
        assertThat(server.authorizations.get(1)).isEqualTo("Bearer " + token);
    }

    @Test
    void isUnavailableWithoutAToken() {
        server.answers("GET /schemas/ids/7", 200, LONG).answers("POST /token", 401, "no");
        SchemaRegistry registry = registry(withTokens());

        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("Token");
    }

    private RegistrySettings withTokens() {
        return new RegistrySettings(
                List.of(server.url()),
                Map.of(
                        "bearer.auth.credentials.source",
                        "OAUTHBEARER",
                        "bearer.auth.issuer.endpoint.url",
                        server.url() + "/token",
                        "bearer.auth.client.id",
                        "ann",
                        "bearer.auth.client.secret",
                        "secret",
                        "bearer.auth.logical.cluster",
                        "cluster",
                        "bearer.auth.identity.pool.id",
                        "pool"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "schema.registry."})
    void trustsAServerByItsCertificate(String prefix, @TempDir Path folder) throws Exception {
        Path store = keyStore(folder);
        try (FakeRegistryServer tls = FakeRegistryServer.withTls(serverContext(store))) {
            tls.answers("GET /schemas/ids/7", 200, LONG);
            SchemaRegistry trusting =
                    registry(
                            new RegistrySettings(
                                    List.of(tls.url()),
                                    Map.of(
                                            prefix + "ssl.truststore.location",
                                            store.toString(),
                                            prefix + "ssl.truststore.type",
                                            "PKCS12",
                                            prefix + "ssl.truststore.password",
                                            "changeit")));
            SchemaRegistry distrusting = registry(tls.url());

            assertThat(trusting.byId(7)).isEqualTo(Schema.create(Schema.Type.LONG));
            assertThatThrownBy(() -> distrusting.byId(7))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void registersATextOnce() {
        server.answers("POST /subjects/a-value/versions", 200, "{\"id\": 3}");
        SchemaRegistry registry = registry(server.url());

        assertThat(registry.register("a-value", "\"long\"")).isEqualTo(3);
        assertThat(registry.register("a-value", "\"long\"")).isEqualTo(3);

        assertThat(server.requests).hasSize(1);
    }

    @Test
    void saysWhyASchemaWasRefused() {
        server.answers(
                "POST /subjects/a-value/versions",
                409,
                "{\"error_code\": 409, \"message\": \"reader type STRING\"}");
        SchemaRegistry registry = registry(server.url());

        assertThatThrownBy(() -> registry.register("a-value", "\"string\""))
                .isInstanceOf(SchemaRefusedException.class)
                .hasMessageContaining("a-value")
                .hasMessageContaining("reader type STRING");
        assertThatThrownBy(() -> registry.register("a-value", "{\"type\": \"recor"))
                .isInstanceOf(SchemaRefusedException.class);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void findsTheNewestVersionOfASubject() {
        server.answers(
                        "GET /subjects/a-value/versions/latest",
                        200,
                        "{\"subject\": \"a-value\", \"version\": 2, \"id\": 9, \"schema\":"
                                + " \"\\\"long\\\"\"}")
                .answers(
                        "GET /subjects/b-value/versions/latest",
                        404,
                        "{\"error_code\": 40401, \"message\": \"not found\"}");
        SchemaRegistry registry = registry(server.url());

        assertThat(registry.latest("a-value"))
                .contains(
                        new RegisteredSchema(
                                "a-value", 2, 9, "\"long\"", Schema.create(Schema.Type.LONG)));
        assertThat(registry.latest("b-value")).isEqualTo(Optional.empty());
    }

    @Test
    void putsASchemaTogetherThatIsSplitOverSubjects() {
        server.answers(
                        "GET /schemas/ids/7",
                        200,
                        "{\"schema\": \"{\\\"type\\\": \\\"array\\\", \\\"items\\\": \\\"a.Money\\\"}\","
                                + " \"references\": [{\"name\": \"a.Money\", \"subject\": \"money\","
                                + " \"version\": 1}]}")
                .answers(
                        "GET /subjects/money/versions/1",
                        200,
                        "{\"subject\": \"money\", \"version\": 1, \"id\": 2, \"schema\": \"{"
                                + "\\\"type\\\": \\\"fixed\\\", \\\"name\\\": \\\"a.Money\\\","
                                + " \\\"size\\\": 8}\"}");

        Schema schema = registry(server.url()).byId(7);

        assertThat(schema.getElementType().getFixedSize()).isEqualTo(8);
    }

    @Test
    void cannotUseSchemasThatAreNotAvro() {
        server.answers(
                        "GET /schemas/ids/7",
                        200,
                        "{\"schemaType\": \"PROTOBUF\", \"schema\": \"message A {}\"}")
                .answers("GET /schemas/ids/8", 200, "{\"schema\": \"{\\\"type\\\": \\\"recor\"}");
        SchemaRegistry registry = registry(server.url());

        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(UnusableSchemaException.class)
                .hasMessageContaining("PROTOBUF");
        assertThatThrownBy(() -> registry.byId(8)).isInstanceOf(UnusableSchemaException.class);
    }

    @Test
    void setsCompatibilityOfASubjectAndOfAll() {
        server.answers("PUT /config/a-value", 200, "{\"compatibility\": \"FULL\"}")
                .answers("PUT /config", 200, "{\"compatibility\": \"BACKWARD\"}");
        SchemaRegistry registry = registry(server.url());

        registry.setCompatibility("a-value", Compatibility.FULL);
        registry.setDefaultCompatibility(Compatibility.BACKWARD);

        assertThat(server.requests).containsExactly("PUT /config/a-value", "PUT /config");
    }

    @Test
    void sortsSubjects() {
        server.answers("GET /subjects", 200, "[\"b-value\", \"a-value\"]");

        assertThat(registry(server.url()).subjects()).containsExactly("a-value", "b-value");
    }

    private SchemaRegistry registry(String... urls) {
        return registry(RegistrySettings.of(urls));
    }

    private SchemaRegistry registry(RegistrySettings settings) {
        return new ConfluentSchemaRegistry(settings, QUICK, () -> nanos);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A key and its certificate for localhost, made by the JDK's own tool. */
    private static Path keyStore(Path folder) throws Exception {
        Path store = folder.resolve("keys.p12");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process =
                new ProcessBuilder(
                                tool,
                                "-genkeypair",
                                "-alias",
                                "a",
                                "-keyalg",
                                "RSA",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return store;
    }

    private static SSLContext serverContext(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
