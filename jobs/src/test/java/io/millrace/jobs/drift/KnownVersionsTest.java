package io.millrace.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.monitor.GateErrors;
import io.millrace.jobs.pipeline.TestVersions;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;

import org.junit.jupiter.api.Test;

import java.util.Map;

class KnownVersionsTest {
    private static final String THREE = TestVersions.digest("three");

    @Test
    void knowsWhatTheRegistrySaysOfAVersion() throws Exception {
        try (WatchedShop shop = new WatchedShop("known-versions");
                SchemaRegistry schemas = new ConfluentSchemaRegistry(shop.shop.registry());
                KnownVersions versions = new KnownVersions(shop.registry, "models", schemas)) {
            assertThat(versions.profile(WatchedShop.ONE)).contains(WatchedShop.PROFILE);
            assertThat(versions.gateMetric(WatchedShop.ONE)).isEqualTo(0.9);
            assertThat(versions.trainedAt(WatchedShop.ONE)).isZero();
            assertThat(versions.profile(WatchedShop.TWO)).isEmpty();
            assertThat(versions.gateMetric(WatchedShop.TWO)).isNaN();
        }
    }

    /** Whatever the gate's own metric is. */
    @Test
    void knowsHowOftenAVersionErredOnItsGatesRows() throws Exception {
        try (WatchedShop shop = new WatchedShop("known-versions");
                SchemaRegistry schemas = new ConfluentSchemaRegistry(shop.shop.registry());
                KnownVersions versions = new KnownVersions(shop.registry, "models", schemas)) {
            ModelVersion three = TestVersions.version("three", 0, TestVersions.gate(true));
            three.setMetrics(Map.of("accuracy", 1 - 2.0 / 9));
            shop.publish(three);

            assertThat(versions.gateErrors(THREE)).isEqualTo(new GateErrors(9, 2));
            assertThat(versions.gateErrors(WatchedShop.ONE)).isEqualTo(GateErrors.UNKNOWN);
            assertThat(versions.gateErrors(WatchedShop.TWO)).isEqualTo(GateErrors.UNKNOWN);
        }
    }

    /**
     * A version is on its topic before anything is scored with it, but perhaps not at the start.
     */
    @Test
    void looksAgainForAVersionThatWasPublishedMeanwhile() throws Exception {
        try (WatchedShop shop = new WatchedShop("known-versions");
                SchemaRegistry schemas = new ConfluentSchemaRegistry(shop.shop.registry());
                KnownVersions versions = new KnownVersions(shop.registry, "models", schemas)) {
            assertThat(versions.gateMetric(WatchedShop.ONE)).isEqualTo(0.9);
            shop.publish(TestVersions.version("three", 5_000, TestVersions.gate(true)));

            assertThat(versions.trainedAt(THREE)).isEqualTo(5_000);
        }
    }
}
