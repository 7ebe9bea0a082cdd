package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.jobs.registry.SchemaServer;
import io.millrace.jobs.registry.ScriptedRegistry;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.scoring.ModelArtifact;

import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

class ScoreAgainTest {
    private static final ModelArtifact FIRST = TestModels.model(-1);
    private static final ModelArtifact SECOND = TestModels.model(1);

    private SchemaServer schemas;
    private ServeSettings settings;

    @BeforeEach
    void start() throws Exception {
        schemas = new SchemaServer();
        settings = TestServe.settings(Order.ARRIVAL, Recorded.of(Map.of()), schemas.url());
        PredictionCodec codec = new PredictionCodec(TestServe.PLAN.features());
        assertThat(schemas.register("predictions", codec.schema()))
                .as("as in the topics' settings")
                .isEqualTo(settings.topics().schemaId("predictions"));
    }

    @AfterEach
    void stop() {
        schemas.close();
    }

    /**
     * Switches come while events of other times are on their way: only the log knows which held.
     */
    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void givesTheBytesThatWereServedThoughSwitchesCameInBetween(long seed) throws Exception {
        Random random = new Random(seed);
        List<Switch> switches = new ArrayList<>();
        List<OutRecord> served = live(random, switches);

        assertThat(served.stream().map(OutRecord::topic).distinct())
                .contains("predictions", "shadow-predictions");
        assertThat(again(served, switches)).as("seed %d", seed).isEqualTo(payloads(served));
    }

    private List<OutRecord> live(Random random, List<Switch> switches) throws Exception {
        try (TwoInputStreamOperatorTestHarness<Event, RegistryUpdate, OutRecord> live =
                new TwoInputStreamOperatorTestHarness<>(new Score(settings))) {
            live.open();
            live.processElement2(TestModels.told(FIRST), 0);
            live.processElement2(TestModels.told(SECOND), 0);
            live.processElement2(TestModels.loaded(), 0);
            for (int i = 0; i < 200; i++) {
                if (random.nextInt(10) == 0) {
                    Switch next = next(random, switches.size() + 1);
                    switches.add(next);
                    live.processElement2(
                            TestModels.told(
                                    next.getDeployment(), next.getEffectiveFrom().toEpochMilli()),
                            0);
                }
                String account = "acc-" + random.nextInt(20);
                long time = random.nextInt(10_000);
                live.processElement1(
                        TestModels.event("e" + i, time, account, random.nextInt(100)), time);
            }
            return live.extractOutputValues();
        }
    }

    /** From a random event time on, which may be before events that were answered without it. */
    private static Switch next(Random random, long epoch) {
        ModelArtifact champion = random.nextBoolean() ? FIRST : SECOND;
        ModelArtifact other = champion.equals(FIRST) ? SECOND : FIRST;
        var deployment = TestModels.deployment(epoch, champion).setSalt("s");
        if (random.nextBoolean()) {
            deployment.setShadows(TestModels.references(other));
        } else {
            deployment.setArms(TestModels.arm(other, 3_000, 0));
        }
        Instant from = Instant.ofEpochMilli(random.nextInt(10_000));
        return new Switch(deployment.build(), from, epoch - 1);
    }

    private List<String> again(List<OutRecord> served, List<Switch> switches) throws Exception {
        try (var harness = harness(switches)) {
            for (TopicRecord record : predictions(served)) {
                harness.processElement(record, 0);
            }
            assertThat(harness.getSideOutput(ServeJob.ELSEWHERE)).isNullOrEmpty();
            return payloads(harness.extractOutputValues());
        }
    }

    @Test
    void buriesWhatItCannotReadOrHasNoSwitchFor() throws Exception {
        List<OutRecord> served = live(new Random(64), new ArrayList<>());
        List<TopicRecord> records = new ArrayList<>(predictions(served));
        records.add(record(records.size(), new byte[] {1, 2, 3}));
        records.add(record(records.size(), null));

        try (var harness = harness(List.of())) {
            for (TopicRecord record : records) {
                harness.processElement(record, 0);
            }

            List<String> rules = new ArrayList<>();
            for (var letter : harness.getSideOutput(ServeJob.ELSEWHERE)) {
                byte[] value = letter.getValue().value();
                byte[] avro = Arrays.copyOfRange(value, WireFormat.HEADER, value.length);
                rules.add(PlainAvro.read(avro, DeadLetter.class).getRule());
            }
            assertThat(rules.stream().filter("unreadable"::equals)).hasSize(2);
            assertThat(rules).contains("unknown-epoch");
            assertThat(harness.extractOutputValues().size() + rules.size())
                    .as("each is somewhere")
                    .isEqualTo(records.size());
        }
    }

    /** Opened, with both models and these switches on the topics. */
    private OneInputStreamOperatorTestHarness<TopicRecord, OutRecord> harness(List<Switch> switches)
            throws Exception {
        ScriptedRegistry registry = new ScriptedRegistry("again");
        long models = 0;
        for (ModelArtifact model : List.of(FIRST, SECOND)) {
            ModelVersion version = TestModels.version(model);
            byte[] value = schemas.serialize("models", ModelVersion.class, version);
            registry.add(new RegistryRecord("models", models++, value));
        }
        long offset = 0;
        for (Switch made : switches) {
            byte[] value = schemas.serialize("switches", Switch.class, made);
            registry.add(new RegistryRecord("switches", offset++, value));
        }
        return ProcessFunctionTestHarnesses.forProcessFunction(new ScoreAgain(settings, registry));
    }

    private static List<TopicRecord> predictions(List<OutRecord> served) {
        List<TopicRecord> records = new ArrayList<>();
        for (OutRecord one : served) {
            if (one.topic().equals("predictions")) {
                records.add(record(records.size(), one.value()));
            }
        }
        return records;
    }

    private static TopicRecord record(int offset, byte @Nullable [] value) {
        return new TopicRecord(
                new Coordinates("predictions", 0, offset, 0),
                null,
                value,
                List.of(),
                "",
                TopicRecord.NO_TIME,
                null);
    }

    /** Topic, key and bytes of each. */
    private static List<String> payloads(List<OutRecord> records) {
        HexFormat hex = HexFormat.of();
        return records.stream()
                .map(r -> r.topic() + " " + hex.formatHex(r.key()) + " " + hex.formatHex(r.value()))
                .toList();
    }
}
