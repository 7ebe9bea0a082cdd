package io.millrace.jobs.serve;

import io.millrace.jobs.RestartingOperator;

import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

import java.util.List;

/** A keyed operator of one input that can be restarted at any point of its history. */
final class RestartingHarness<IN, OUT> implements AutoCloseable {
    private final RestartingOperator<KeyedOneInputStreamOperatorTestHarness<String, IN, OUT>, OUT>
            operator;

    RestartingHarness(
            RestartingOperator.Factory<KeyedOneInputStreamOperatorTestHarness<String, IN, OUT>>
                    factory,
            OutputTag<?> elsewhere)
            throws Exception {
        operator = new RestartingOperator<>(factory, elsewhere);
    }

    void process(IN element, long timestamp) throws Exception {
        operator.run(harness -> harness.processElement(element, timestamp));
    }

    void watermark(long timestamp) throws Exception {
        operator.run(harness -> harness.processWatermark(timestamp));
    }

    void restart() throws Exception {
        operator.restart();
    }

    List<OUT> output() {
        return operator.output();
    }

    List<Object> aside() {
        return operator.aside();
    }

    KeyedOneInputStreamOperatorTestHarness<String, IN, OUT> current() {
        return operator.current();
    }

    @Override
    public void close() throws Exception {
        operator.close();
    }
}
