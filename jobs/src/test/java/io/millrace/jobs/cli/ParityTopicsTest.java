package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.cli.BackfillShop.Sale;
import io.millrace.jobs.embedded.EmbeddedEnvironment;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * {@code millrace parity} beside the run that has served the vectors. Each test tampers with
 * another event and looks at that one alone; the last one shortens the source's topic.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ParityTopicsTest {
    private static final List<Sale> SALES = ShopTopics.SALES;
    private static final String PREDICTIONS = "shop.predictions";

    /** Nothing before this sale is tampered with. */
    private static final int TAMPERED_FROM = 150;

    @TempDir static Path folder;
    @TempDir static Path data;

    private static @Nullable EmbeddedEnvironment environment;
    private static @Nullable ShopTopics topics;

    @BeforeAll
    static void serve() throws Exception {
        BackfillShop.writeDefinitions(folder);
        Path home = Path.of(System.getProperty("millrace.registry", "target/millrace/registry"));
        EmbeddedEnvironment started =
                EmbeddedEnvironment.start(EmbeddedEnvironment.Settings.of(data, home));
        environment = started;
        topics = new ShopTopics(started.kafka().bootstrap(), started.registryUrl());
        topics.serve(started, folder);
    }

    @AfterAll
    static void stop() {
        if (environment != null) {
            environment.close();
        }
    }

    private static ShopTopics topics() {
        return Objects.requireNonNull(topics);
    }

    @Test
    void findsEveryVectorEqualWhereNothingWasTamperedWith() throws Exception {
        String end = time(SALES.get(TAMPERED_FROM).at());

        JsonNode all = run(ExitCode.DONE, "--sample", "100%", "--to", end);
        JsonNode some = run(ExitCode.DONE, "--sample", "30%", "--to", end);
        JsonNode again = run(ExitCode.DONE, "--sample", "0.3", "--to", end);

        long before =
                SALES.stream().filter(sale -> sale.at() < SALES.get(TAMPERED_FROM).at()).count();
        assertThat(all.at("/parity/equal").asLong()).isEqualTo(before);
        assertThat(all.at("/parity/compared").asLong()).isEqualTo(before);
        assertThat(all.at("/parity/equal_rate").asDouble()).isEqualTo(1);
        assertThat(all.at("/differences")).isEmpty();
        assertThat(some.at("/parity/equal").asLong()).isBetween(before / 6, before / 2);
        assertThat(again).isEqualTo(some);
    }

    @Test
    void namesTheFeatureBothValuesAndBothBitsOfATamperedVector() throws Exception {
        GenericRecord tampered = served(SALES.get(160));
        double value = (double) tampered.get("amount");
        tampered.put("amount", Math.nextUp(value));
        append(SALES.get(160), tampered);

        JsonNode found = only(SALES.get(160), ExitCode.NO);

        JsonNode difference = onlyDifference(found, "unexplained");
        assertThat(difference.get("event_id").asText()).isEqualTo(SALES.get(160).id());
        assertThat(difference.get("place").asText()).startsWith(PREDICTIONS + "/");
        JsonNode feature = difference.at("/features/0");
        assertThat(difference.get("features")).hasSize(1);
        assertThat(feature.get("feature").asText()).isEqualTo("amount");
        assertThat(feature.get("served").asText()).isEqualTo("" + Math.nextUp(value));
        assertThat(feature.get("recomputed").asText()).isEqualTo("" + value);
        assertThat(feature.get("recomputed_bits").asText())
                .isEqualTo("%016x".formatted(Double.doubleToRawLongBits(value)));
        assertThat(feature.get("served_bits").asText())
                .isEqualTo("%016x".formatted(Double.doubleToRawLongBits(value) + 1));
    }

    @Test
    void explainsAVectorOfAnotherFeatureSetByItsFingerprint() throws Exception {
        Sale sale = SALES.get(170);
        GenericRecord other = served(sale);
        other.put("amount", -1.0);
        append(sale, other, "f00d");

        JsonNode found = only(sale, ExitCode.DONE);

        JsonNode difference = onlyDifference(found, "feature_set");
        assertThat(difference.get("fingerprint").asText()).isEqualTo("f00d");
        assertThat(difference.at("/features/0/served").asText()).isEqualTo("-1.0");
        only(sale, ExitCode.NO, "--fail-on", "different");
    }

    @Test
    void explainsAVectorThatHasTakenInALateEvent() throws Exception {
        List<Sale> withLate = new ArrayList<>(SALES);
        withLate.add(51, ShopTopics.LATE);
        Sale sale = explainedBy(withLate, 180);
        append(sale, features(sale, withLate));

        JsonNode difference = onlyDifference(only(sale, ExitCode.DONE), "late");

        assertThat(difference.get("features")).isNotEmpty();
    }

    @Test
    void explainsAVectorThatHasTakenInADuplicate() throws Exception {
        List<Sale> withRepeated = new ArrayList<>(SALES);
        withRepeated.add(8, ShopTopics.REPEATED);
        Sale sale = explainedBy(withRepeated, 220);
        append(sale, features(sale, withRepeated));

        onlyDifference(only(sale, ExitCode.DONE), "duplicate");
    }

    @Test
    void doesNotFindAnEventThatNeverWas() throws Exception {
        Sale sale = SALES.get(290);
        GenericRecord invented = prediction(sale);
        invented.put("event_id", "invented");
        topics().append(PREDICTIONS, invented);

        JsonNode difference = onlyDifference(only(sale, ExitCode.NO), "unexplained");

        assertThat(difference.get("reason").asText()).contains("no such event");
        assertThat(difference.get("features")).isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void countsWhatTheTopicNoLongerHoldsAsNotComparable() throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers",
                                Objects.requireNonNull(environment).kafka().bootstrap()))) {
            admin.deleteRecords(
                            Map.of(new TopicPartition("sales", 0), RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
        }
        String end = time(SALES.get(TAMPERED_FROM).at());

        JsonNode found = run(ExitCode.DONE, "--sample", "100%", "--to", end);

        assertThat(found.at("/parity/not_comparable").asLong())
                .isPositive()
                .isEqualTo(found.at("/parity/sampled").asLong());
        assertThat(found.at("/parity/equal_rate").isNull()).isTrue();
        assertThat(found.at("/notes/0").asText())
                .contains("topic sales no longer holds")
                .contains("can't be computed again");
    }

    /** The first sale from one on whose vector is another one with an event more. */
    private static Sale explainedBy(List<Sale> others, int from) throws IOException {
        for (Sale sale : SALES.subList(from, SALES.size())) {
            List<@Nullable Object> own = BackfillShop.features(sale, SALES);
            // Of sales of one time, the topic's partitions may have another order than the list.
            if (values(served(sale)).equals(own)
                    && !BackfillShop.features(sale, others).equals(own)) {
                return sale;
            }
        }
        throw new AssertionError("no sale is changed by the other event");
    }

    private static List<@Nullable Object> values(GenericRecord features) {
        List<@Nullable Object> values = new ArrayList<>();
        features.getSchema().getFields().forEach(field -> values.add(features.get(field.pos())));
        return values;
    }

    /** By definition, from all events that there are. */
    private static GenericRecord features(Sale sale, List<Sale> all) throws IOException {
        GenericRecord features = served(sale);
        List<@Nullable Object> values = BackfillShop.features(sale, all);
        for (Schema.Field field : features.getSchema().getFields()) {
            features.put(field.pos(), values.get(field.pos()));
        }
        return features;
    }

    private static GenericRecord prediction(Sale sale) throws IOException {
        Predicate<GenericRecord> ofSale =
                record -> record.get("event_id").toString().equals(sale.id());
        return topics().read(PREDICTIONS).stream().filter(ofSale).findFirst().orElseThrow();
    }

    private static GenericRecord served(Sale sale) throws IOException {
        return (GenericRecord) prediction(sale).get("features");
    }

    private static void append(Sale sale, GenericRecord features) throws IOException {
        append(sale, features, prediction(sale).get("fingerprint").toString());
    }

    private static void append(Sale sale, GenericRecord features, String fingerprint)
            throws IOException {
        GenericRecord prediction =
                new GenericData.Record((GenericData.Record) prediction(sale), true);
        prediction.put("features", features);
        prediction.put("fingerprint", fingerprint);
        topics().append(PREDICTIONS, prediction);
    }

    /** A look at the vectors of one time alone. */
    private static JsonNode only(Sale sale, int exitCode, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--sample",
                                "100%",
                                "--from",
                                time(sale.at()),
                                "--to",
                                time(sale.at() + 1)));
        arguments.addAll(List.of(more));
        return run(exitCode, arguments.toArray(String[]::new));
    }

    private static JsonNode onlyDifference(JsonNode found, String cause) {
        JsonNode parity = found.get("parity");
        assertThat(parity.get("different").asLong()).as(found.toPrettyString()).isEqualTo(1);
        assertThat(parity.at("/by_cause/" + cause).asLong())
                .as(found.toPrettyString())
                .isEqualTo(1);
        assertThat(parity.get("equal").asLong()).isPositive();
        List<JsonNode> all =
                StreamSupport.stream(found.get("differences").spliterator(), false).toList();
        assertThat(all).hasSize(1);
        assertThat(all.get(0).get("cause").asText()).isEqualTo(cause);
        return all.get(0);
    }

    private static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }

    private static JsonNode run(int exitCode, String... arguments) throws IOException {
        EmbeddedEnvironment running = Objects.requireNonNull(environment);
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "parity",
                                "--bootstrap",
                                running.kafka().bootstrap(),
                                "--registry",
                                running.registryUrl(),
                                "--json"));
        all.addAll(List.of(arguments));
        TestSession session = new TestSession(folder, Map.of());
        assertThat(session.run(all.toArray(String[]::new)))
                .as(session.err() + session.out())
                .isEqualTo(exitCode);
        assertThat(folder.resolve(".millrace/parity/shop")).doesNotExist();
        return Json.MAPPER.readTree(session.out());
    }
}
