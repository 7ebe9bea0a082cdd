package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.JobSettings;
import io.millrace.jobs.JobTopology;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * State is found by uid, so a changed uid loses it. A change of the job shows in the golden file,
 * and so in review.
 */
class ServeTopologyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/topology");

    private final JobSettings settings = JobSettings.production();
    private final StreamExecutionEnvironment env = settings.environment();
    private final ServeSettings serve = TestServe.live();

    @Test
    void hasTheUidsNamesAndInputsOfTheGoldenFile() throws Exception {
        ServeJob.define(env, endpoints(null), serve);

        assertThat(JobTopology.of(env.getStreamGraph()))
                .isEqualTo(Files.readString(GOLDEN.resolve("serve.txt")));
    }

    @Test
    void replayInTheOrderOfArrivalHasThoseOfItsOwn() throws Exception {
        Map<TopicPartition, Long> until = Map.of(new TopicPartition("live.predictions", 0), 1L);

        ArrivalReplayJob.define(env, endpoints(until), serve, "live.predictions");

        assertThat(JobTopology.of(env.getStreamGraph()))
                .isEqualTo(Files.readString(GOLDEN.resolve("arrival-replay.txt")));
    }

    private KafkaServeEndpoints endpoints(@Nullable Map<TopicPartition, Long> until) {
        KafkaSettings kafka = KafkaSettings.of("127.0.0.1:1");
        return new KafkaServeEndpoints(
                KafkaEndpoints.of(kafka, "test", "serve", settings), kafka, serve.topics(), until);
    }
}
