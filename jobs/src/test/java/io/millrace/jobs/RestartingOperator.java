package io.millrace.jobs;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

import java.util.ArrayList;
import java.util.List;

/**
 * An operator that can be snapshot and restored in another instance at any point of its history, as
 * a failure would. Watermarks aren't in a snapshot: as in a job, the last ones come again.
 *
 * @param <H> harness of the operator's kind
 */
public final class RestartingOperator<H extends AbstractStreamOperatorTestHarness<OUT>, OUT>
        implements AutoCloseable {
    private final Factory<H> factory;
    private final OutputTag<?> elsewhere;
    private final List<OUT> output = new ArrayList<>();
    private final List<Object> aside = new ArrayList<>();
    private H current;
    private long checkpoint;

    /** Makes an instance of the operator that isn't open yet. */
    public interface Factory<H> {
        H make() throws Exception;
    }

    /** What's done to an operator. */
    public interface Step<H> {
        void on(H harness) throws Exception;
    }

    /**
     * @param elsewhere the operator's side output
     */
    public RestartingOperator(Factory<H> factory, OutputTag<?> elsewhere) throws Exception {
        this.factory = factory;
        this.elsewhere = elsewhere;
        this.current = factory.make();
        current.open();
    }

    public void run(Step<? super H> step) throws Exception {
        step.on(current);
        collect();
    }

    public void restart() throws Exception {
        current.prepareSnapshotPreBarrier(checkpoint);
        OperatorSubtaskState state = current.snapshot(checkpoint++, checkpoint);
        close();
        current = factory.make();
        current.initializeState(state);
        current.open();
        collect();
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

    /** All that it has put out so far, through all restarts. */
    public List<OUT> output() {
        return output;
    }

    /** All that it has put out at the side. */
    public List<Object> aside() {
        return aside;
    }

    public H current() {
        return current;
    }

    /** As a failure does; the harness's own way would let the operator finish its work first. */
    @Override
    public void close() throws Exception {
        current.getOperator().close();
        current.getEnvironment().close();
    }
}
