package io.millrace.jobs.serve;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * An operator that can be snapshot and restored in another instance at any point of its history, as
 * a failure would. Watermarks aren't in a snapshot: as in a job, the last one comes again.
 */
final class RestartingHarness<IN, OUT> implements AutoCloseable {
    private final Supplier<KeyedOneInputStreamOperatorTestHarness<String, IN, OUT>> factory;
    private final OutputTag<?> elsewhere;
    private final List<OUT> output = new ArrayList<>();
    private final List<Object> aside = new ArrayList<>();
    private KeyedOneInputStreamOperatorTestHarness<String, IN, OUT> current;
    private long checkpoint;

    RestartingHarness(
            Supplier<KeyedOneInputStreamOperatorTestHarness<String, IN, OUT>> factory,
            OutputTag<?> elsewhere)
            throws Exception {
        this.factory = factory;
        this.elsewhere = elsewhere;
        this.current = factory.get();
        current.open();
    }

    void process(IN element, long timestamp) throws Exception {
        current.processElement(element, timestamp);
        collect();
    }

    void watermark(long timestamp) throws Exception {
        current.processWatermark(timestamp);
        collect();
    }

    void restart() throws Exception {
        OperatorSubtaskState state = current.snapshot(checkpoint++, checkpoint);
        current.close();
        current = factory.get();
        current.initializeState(state);
        current.open();
    }

    private void collect() {
        output.addAll(current.extractOutputValues());
        current.getOutput().clear();
        var side = current.getSideOutput(elsewhere);
        if (side != null) {
            side.forEach(record -> aside.add(record.getValue()));
            side.clear();
        }
    }

    List<OUT> output() {
        return output;
    }

    List<Object> aside() {
        return aside;
    }

    KeyedOneInputStreamOperatorTestHarness<String, IN, OUT> current() {
        return current;
    }

    @Override
    public void close() throws Exception {
        current.close();
    }
}
