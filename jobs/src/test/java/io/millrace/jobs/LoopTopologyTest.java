package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.alert.AlertJob;
import io.millrace.jobs.alert.AlertSettings;
import io.millrace.jobs.alert.KafkaAlertEndpoints;
import io.millrace.jobs.alert.WatchSettings;
import io.millrace.jobs.control.ControlJob;
import io.millrace.jobs.control.ControlSettings;
import io.millrace.jobs.control.KafkaControlEndpoints;
import io.millrace.jobs.drift.DriftJob;
import io.millrace.jobs.drift.DriftSettings;
import io.millrace.jobs.drift.KafkaDriftEndpoints;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.label.KafkaLabelEndpoints;
import io.millrace.jobs.label.LabelJob;
import io.millrace.jobs.label.LabelSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.jobs.pipeline.TestTopics;
import io.millrace.jobs.train.KafkaTrainEndpoints;
import io.millrace.jobs.train.TrainJob;
import io.millrace.jobs.train.TrainSettings;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.serde.RegistrySettings;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** State is found by uid: a change of one of the loop's jobs shows in its golden file. */
class LoopTopologyTest {
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final KafkaSettings KAFKA = KafkaSettings.of("127.0.0.1:1");
    private static final RegistrySettings REGISTRY = RegistrySettings.of("http://127.0.0.1:1");
    private static final PipelineTopics TOPICS = TestTopics.numbered();
    private static final CheckedPipeline PIPELINE =
            CheckedPipeline.load(
                    Path.of("examples/card-fraud/pipeline.yaml"), Map.of(), Optional::empty);
    private static final RowType FEATURES = PIPELINE.plan().features();
    private static final Model MODEL = PIPELINE.pipeline().model().orElseThrow();

    private final JobSettings settings = JobSettings.production();
    private final StreamExecutionEnvironment env = settings.environment();

    private KafkaEndpoints endpoints(String job) {
        return KafkaEndpoints.of(KAFKA, "test", job, settings);
    }

    private void isGolden(String job) throws IOException {
        Path golden = Path.of("src/test/resources/topology", job + ".txt");
        assertThat(JobTopology.of(env.getStreamGraph())).isEqualTo(Files.readString(golden));
    }

    @Test
    void labelHasTheUidsNamesAndInputsOfItsGoldenFile() throws IOException {
        LabelJob.define(
                env,
                new KafkaLabelEndpoints(endpoints("label"), TOPICS, IDLE),
                new LabelSettings(
                        "p",
                        FEATURES,
                        new LabelSettings.LabelTopic("chargebacks", "{}", "id", "value", "at", 0),
                        1,
                        null,
                        TOPICS,
                        REGISTRY));

        isGolden("label");
    }

    /** Several writers would write them in another order than they were found in. */
    @Test
    void whatIsFoundAndDecidedOnceIsWrittenByOneWriter() {
        env.setParallelism(3);
        defineDrift();
        defineTrain();
        defineControl();

        assertThat(env.getStreamGraph().getStreamNodes())
                .filteredOn(
                        node ->
                                Set.of("findings-sink", "trained-sink", "decisions-sink")
                                        .contains(String.valueOf(node.getTransformationUID())))
                .hasSize(3)
                .allMatch(node -> node.getParallelism() == 1);
    }

    @Test
    void driftHasTheUidsNamesAndInputsOfItsGoldenFile() throws IOException {
        defineDrift();

        isGolden("drift");
    }

    private void defineDrift() {
        DriftJob.define(
                env,
                new KafkaDriftEndpoints(endpoints("drift"), KAFKA, TOPICS, IDLE),
                new DriftSettings("p", "fraud", FEATURES, 1, 1, null, TOPICS, REGISTRY));
    }

    @Test
    void trainHasTheUidsNamesAndInputsOfItsGoldenFile() throws IOException {
        defineTrain();

        isGolden("train");
    }

    private void defineTrain() {
        TrainJob.define(
                env,
                new KafkaTrainEndpoints(endpoints("train"), KAFKA, TOPICS),
                new TrainSettings(
                        "p",
                        FEATURES,
                        "fingerprint",
                        MODEL,
                        TOPICS,
                        REGISTRY,
                        Map.of(),
                        List.of()));
    }

    @Test
    void controlHasTheUidsNamesAndInputsOfItsGoldenFile() throws IOException {
        defineControl();

        isGolden("control");
    }

    @Test
    void alertsHasTheUidsNamesAndInputsOfItsGoldenFile() throws IOException {
        AlertJob.define(
                env,
                new KafkaAlertEndpoints(endpoints("alerts"), KAFKA, TOPICS),
                new AlertSettings(
                        "p",
                        new WatchSettings("p", "fraud", null, null, null, Map.of()),
                        List.of(),
                        TOPICS,
                        REGISTRY));

        isGolden("alerts");
    }

    private void defineControl() {
        ControlJob.define(
                env,
                new KafkaControlEndpoints(endpoints("control"), TOPICS),
                new ControlSettings("p", "fingerprint", MODEL, TOPICS, REGISTRY));
    }
}
