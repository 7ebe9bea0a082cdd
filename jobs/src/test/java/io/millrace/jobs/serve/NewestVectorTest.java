package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.JobTopology;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.pipeline.PublishedVectors;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.prediction.FeatureVectorSchema;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class NewestVectorTest {
    private static final long SEED = 17;
    private static final String AMOUNT = "account_amount_mean_2d";
    private static final String MERCHANT = "merchant_amount_mean_2d";
    private static final PublishedVectors PUBLISHED =
            new PublishedVectors(
                    List.of(
                            new PublishedVectors.Entity("account", List.of(AMOUNT)),
                            new PublishedVectors.Entity("merchant", List.of(MERCHANT, AMOUNT))));
    private static final FeaturePlan PLAN = TestServe.PLAN;

    private static ServeSettings settings() {
        ServeSettings live = TestServe.live();
        return new ServeSettings(
                live.pipeline(),
                live.features(),
                live.sources(),
                live.order(),
                live.model(),
                live.topics(),
                live.registry(),
                null,
                PUBLISHED);
    }

    private static Event event(String id, long time, int partition, long offset, double mean) {
        Event event = TestServe.event(id, time, partition, offset);
        event.features().setDouble(PLAN.features().index(AMOUNT), mean);
        event.features().setDouble(PLAN.features().index(MERCHANT), -mean);
        return event;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Event, OutRecord> harness(
            int published) throws Exception {
        ServeSettings settings = settings();
        int entity = PLAN.entities().indexOf(PUBLISHED.entities().get(published).name());
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new NewestVector(settings, published)),
                        new EntityKey(settings, entity),
                        Types.STRING);
        harness.setup(
                OutRecordSerializer.type()
                        .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        return harness;
    }

    private static GenericRecord read(OutRecord record) throws IOException {
        Schema schema = FeatureVectorSchema.of(PUBLISHED.keys(PLAN), PUBLISHED.features(PLAN));
        byte[] value = record.value();
        return new GenericDatumReader<GenericRecord>(schema)
                .read(
                        null,
                        DecoderFactory.get()
                                .binaryDecoder(
                                        value,
                                        WireFormat.HEADER,
                                        value.length - WireFormat.HEADER,
                                        null));
    }

    private static List<String> ids(List<OutRecord> records) throws IOException {
        List<String> ids = new ArrayList<>();
        for (OutRecord record : records) {
            ids.add(read(record).get("event_id").toString());
        }
        return ids;
    }

    @Test
    void publishesTheEntitysOwnFieldsFlatUnderItsKey() throws Exception {
        try (var harness = harness(1)) {
            harness.open();
            harness.processElement(event("e1", 1_000, 0, 0, 2.5), 1_000);
            OutRecord record = harness.extractOutputValues().get(0);
            GenericRecord vector = read(record);

            assertThat(record.topic()).isEqualTo("features");
            assertThat(new String(record.key(), StandardCharsets.UTF_8))
                    .isEqualTo("merchant/mer-1");
            assertThat(vector.get("vector_id")).hasToString("merchant/e1");
            assertThat(vector.get("entity")).hasToString("merchant");
            assertThat(vector.get("event_time")).isEqualTo(1_000L);
            assertThat(vector.get("fingerprint")).hasToString(PLAN.fingerprint());
            assertThat(vector.get("account_id")).isNull();
            assertThat(vector.get("merchant_id")).hasToString("mer-1");
            assertThat(vector.get(AMOUNT)).isEqualTo(2.5);
            assertThat(vector.get(MERCHANT)).isEqualTo(-2.5);
        }
        try (var harness = harness(0)) {
            harness.open();
            harness.processElement(event("e1", 1_000, 0, 0, 2.5), 1_000);
            GenericRecord vector = read(harness.extractOutputValues().get(0));

            assertThat(vector.get("account_id")).hasToString("acc-1");
            assertThat(vector.get("merchant_id")).isNull();
            assertThat(vector.get(MERCHANT)).isNull();
        }
    }

    @Test
    void neverReplacesAVectorByAnOlderOneAlsoAfterARestart() throws Exception {
        OperatorSubtaskState state;
        try (var harness = harness(0)) {
            harness.open();
            harness.processElement(event("b", 2_000, 0, 5, 1), 2_000);
            harness.processElement(event("a", 1_999, 0, 4, 1), 1_999);
            harness.processElement(event("same", 2_000, 0, 5, 1), 2_000);
            harness.processElement(event("c", 2_000, 0, 6, 1), 2_000);
            harness.processElement(event("d", 2_000, 1, 0, 1), 2_000);

            assertThat(ids(harness.extractOutputValues())).containsExactly("b", "c", "d");
            state = harness.snapshot(1, 1);
        }
        try (var harness = harness(0)) {
            harness.initializeState(state);
            harness.open();
            harness.processElement(event("e", 2_000, 0, 9, 1), 2_000);
            harness.processElement(event("f", 2_001, 0, 7, 1), 2_001);

            assertThat(ids(harness.extractOutputValues())).containsExactly("f");
        }
    }

    @Test
    void endsWithTheSameVectorWhateverTheOrder() throws Exception {
        Random random = new Random(SEED);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(event("e" + i, random.nextInt(10), random.nextInt(3), i, i));
        }
        String newest = Collections.max(events, Event.ORDER).id();
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(events, random);
            try (var harness = harness(0)) {
                harness.open();
                for (Event event : events) {
                    harness.processElement(event, event.time());
                }
                List<String> ids = ids(harness.extractOutputValues());

                assertThat(ids.get(ids.size() - 1)).as("seed %d", SEED).isEqualTo(newest);
            }
        }
    }

    @Test
    void addsAnOperatorAnEntityAndASinkToTheJob() {
        JobSettings production = JobSettings.production();
        StreamExecutionEnvironment env = production.environment();
        KafkaSettings kafka = KafkaSettings.of("127.0.0.1:1");
        ServeSettings settings = settings();
        ServeJob.define(
                env,
                new KafkaServeEndpoints(
                        KafkaEndpoints.of(kafka, "test", "serve", production),
                        kafka,
                        settings.topics(),
                        null),
                settings);

        Map<String, String> nodes = new HashMap<>();
        JobTopology.of(env.getStreamGraph())
                .lines()
                .forEach(line -> nodes.put(line.substring(0, line.indexOf(' ')), line));
        assertThat(nodes)
                .containsEntry("account-vectors", "account-vectors | account-vectors | <- derive")
                .containsEntry(
                        "merchant-vectors", "merchant-vectors | merchant-vectors | <- derive")
                .containsEntry(
                        "features-sink",
                        "features-sink | features: Writer | <- account-vectors, merchant-vectors");
    }
}
