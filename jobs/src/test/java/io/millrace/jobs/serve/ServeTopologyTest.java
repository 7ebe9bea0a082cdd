package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.JobSettings;
import io.millrace.jobs.JobTopology;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * State is found by uid, so a changed uid loses it. A change of the job shows in the golden file,
 * and so in review.
 */
class ServeTopologyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/topology/serve.txt");

    @Test
    void hasTheUidsNamesAndInputsOfTheGoldenFile() throws Exception {
        JobSettings settings = JobSettings.production();
        StreamExecutionEnvironment env = settings.environment();
        KafkaSettings kafka = KafkaSettings.of("127.0.0.1:1");
        ServeSettings serve = TestServe.live();
        ServeJob.define(
                env,
                new KafkaServeEndpoints(
                        KafkaEndpoints.of(kafka, "test", "serve", settings),
                        kafka,
                        serve.topics(),
                        null),
                serve);

        assertThat(JobTopology.of(env.getStreamGraph())).isEqualTo(Files.readString(GOLDEN));
    }
}
