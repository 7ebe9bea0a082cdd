package io.millrace.registry;

import static io.millrace.registry.Examples.arm;
import static io.millrace.registry.Examples.digest;
import static io.millrace.registry.Examples.modelVersion;
import static io.millrace.registry.Examples.stamped;
import static io.millrace.registry.Examples.version;
import static io.millrace.registry.Examples.withArms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelVersion;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RegistryTest {
    private final Registry registry = new Registry();

    @Test
    void keepsTheNewestRecordOfADigestWhateverTheOrder() {
        ModelVersion older = modelVersion("trees");
        ModelVersion newer = modelVersion("trees");
        newer.setMetrics(Map.of("auc", 0.95));

        assertThat(registry.add(newer, 7)).isTrue();
        assertThat(registry.add(older, 3)).isFalse();

        assertThat(registry.version(older.getDigest())).contains(newer);
        assertThat(registry.versions()).containsExactly(newer);
    }

    @Test
    void keepsModelsApart() {
        registry.add(stamped(1, 100, 0));

        assertThat(registry.history("fraud").at(100)).isPresent();
        assertThat(registry.history("churn").at(100)).isEmpty();
    }

    @Test
    void saysWhichVersionsNobodyPublished() {
        Deployment deployment = withArms(arm('b', 500, 0));
        deployment.setShadows(List.of(version('c'), version('b')));
        deployment.setPreviousChampion(version('d'));
        ModelVersion known = modelVersion("trees");
        registry.add(known, 0);
        deployment.getChampion().setDigest(known.getDigest());

        assertThat(registry.missing(deployment))
                .containsExactly(digest('b'), digest('c'), digest('d'));
    }
}
