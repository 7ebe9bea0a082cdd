package io.millrace.jobs.drift;

import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.jobs.registry.ScriptedRegistry;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;

/** A shop whose model has a version one with a profile, and a version two without. */
final class WatchedShop implements AutoCloseable {
    static final long WINDOW = 1_000;
    static final long HORIZON = 3_000;
    static final String ONE = TestVersions.digest("one");
    static final String TWO = TestVersions.digest("two");
    static final ReferenceProfile PROFILE = profile();

    final TestShop shop = new TestShop();
    final ScriptedRegistry registry;
    private long published;

    WatchedShop(String name) throws IOException {
        registry = new ScriptedRegistry(name);
        registry.add(new RegistryRecord("models", published++, new byte[] {0, 0, 0, 0, 99, 7}));
        ModelVersion one = TestVersions.version("one", 0, TestVersions.gate(true));
        one.setReferenceProfile(ByteBuffer.wrap(PROFILE.toBytes()));
        publish(one);
        publish(TestVersions.version("two", 0, null));
    }

    void publish(ModelVersion version) {
        byte[] value = shop.value(TopicKind.MODELS, ModelVersion.class, version);
        registry.add(new RegistryRecord("models", published++, value));
    }

    /** A gate's verdict by accuracy. */
    static GateVerdict accuracy(double accuracy, long rows) {
        return new GateVerdict(true, "good", "accuracy", accuracy, Map.of(), rows, null);
    }

    private static ReferenceProfile profile() {
        Random random = new Random(5);
        ProfileBuilder builder = ReferenceProfile.builder(TestShop.FEATURES);
        for (int i = 0; i < 2_000; i++) {
            double score = random.nextDouble();
            builder.add(TestShop.amount(score * 100), score);
        }
        return builder.build();
    }

    DriftSettings settings(@Nullable RetrainRules retrain) {
        return new DriftSettings(
                "shop",
                "fraud",
                TestShop.FEATURES,
                WINDOW,
                HORIZON,
                retrain,
                shop.topics,
                shop.registry());
    }

    @Override
    public void close() {
        shop.close();
    }
}
