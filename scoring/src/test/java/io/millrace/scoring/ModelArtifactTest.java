package io.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Field;

import org.junit.jupiter.api.Test;

import java.util.List;

class ModelArtifactTest {

    @Test
    void comesBackFromItsBytes() throws Exception {
        for (ModelArtifact model : List.of(Models.linear(), Models.trees())) {
            ModelArtifact loaded = ModelArtifact.load(model.toBytes());

            assertThat(loaded).isEqualTo(model);
            assertThat(loaded.toBytes()).isEqualTo(model.toBytes());
            assertThat(loaded.inputs()).isEqualTo(Models.TYPE);
            assertThat(loaded.transforms()).isEqualTo(model.transforms());
            assertThat(loaded.fingerprint()).isEqualTo("features-1");
            assertThat(loaded.threshold()).isEqualTo(0.5);
            assertThat(loaded.goldenRows()).isEqualTo(3);
        }
    }

    /** Artefacts that were published must stay readable: a change here needs a new version. */
    @Test
    void formatStaysAsItIs() throws Exception {
        assertThat(Models.linear().digest())
                .isEqualTo("7cbdbaf68f2956be3751542cfca9d7fbf23c5b27b1083a4143ebf34b4eb8db9f");
        assertThat(Models.trees().digest())
                .isEqualTo("e4e35e017eb221d85f2d4fd40d6c0661aaa41806a4999cc3b0122a5318779354");
    }

    @Test
    void anotherWeightIsAnotherModel() throws Exception {
        assertThat(Models.linear(0, new double[8])).isNotEqualTo(Models.linear());
    }

    @Test
    void inputsMayAlwaysBeMissing() throws Exception {
        assertThat(Models.linear().inputs().fields()).allMatch(Field::nullable);
    }

    @Test
    void bytesCantBeChangedFromOutside() throws Exception {
        ModelArtifact model = Models.linear();
        model.toBytes()[20] ^= 1;
        byte[] given = model.toBytes();
        ModelArtifact loaded = ModelArtifact.load(given);
        given[20] ^= 1;

        assertThat(ModelArtifact.load(loaded.toBytes())).isEqualTo(model);
    }
}
