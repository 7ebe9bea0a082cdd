package io.millrace.jobs.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.pipeline.CheckedPipeline;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class KnownFingerprintsTest {
    private static final String PIPELINE =
            """
            version: 1
            pipeline: shop
            sources:
              sales: {topic: sales, schema: sale.avsc, id: id, event_time: at}
            entities: {customer: customer}
            features:
              - {entity: customer, from: sales, aggregate: {amount: [sum]}, windows: [1h]}
              - {entity: customer, from: sales, aggregate: {amount: [count]}, windows: [2h]}
            """;

    private static final String SCHEMA =
            """
            {"type": "record", "name": "Sale", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "customer", "type": "string"},
              {"name": "amount", "type": "double"}]}
            """;

    @TempDir Path folder;

    @Test
    void knowsTheSameFeaturesWithOtherEdgesOfOneEntryOrOfAll() throws IOException {
        KnownFingerprints known = new KnownFingerprints(load(PIPELINE));
        String one = PIPELINE.replace("windows: [2h]", "windows: [2h], edge: closed");
        String all = one.replace("windows: [1h]", "windows: [1h], edge: closed");

        assertThat(known.of(load(one).plan().fingerprint()))
                .isEqualTo(
                        new KnownFingerprints.Meaning(
                                Cause.EDGE,
                                "customer_amount_count_2h and what's beside it had edge: closed"));
        assertThat(known.of(load(all).plan().fingerprint()))
                .isEqualTo(
                        new KnownFingerprints.Meaning(Cause.EDGE, "all features had edge: closed"));
    }

    @Test
    void takesWhatElseThereIsForAnotherFeatureSet() throws IOException {
        KnownFingerprints known = new KnownFingerprints(load(PIPELINE));
        String other = load(PIPELINE.replace("[2h]", "[3h]")).plan().fingerprint();

        assertThat(known.of(other).cause()).isEqualTo(Cause.FEATURE_SET);
        assertThat(known.of(other).reason()).contains(other);
    }

    private CheckedPipeline load(String pipeline) throws IOException {
        Files.writeString(folder.resolve("sale.avsc"), SCHEMA);
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), pipeline);
        return CheckedPipeline.load(file, Map.of(), Optional::empty);
    }
}
