package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

class FailedJobTest {
    @TempDir Path data;

    /** Else whoever runs it would wait for ever for something to happen. */
    @Test
    @Timeout(120)
    void isToldWithItsCause() throws Exception {
        try (EmbeddedFlink flink = EmbeddedFlink.start(data.resolve("flink"), 0)) {
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            env.fromData(1).map(new Failing()).returns(Types.INT).sinkTo(new DiscardingSink<>());

            flink.submit(env, "ends");

            assertThat(flink.failure().get(60, TimeUnit.SECONDS))
                    .isEqualTo("job ends has failed: the value is 1, that's too much");
        }
    }

    private static final class Failing implements MapFunction<Integer, Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer map(Integer value) {
            throw new SuppressRestartsException(
                    new IllegalStateException("the value is " + value + ", that's too much"));
        }
    }
}
