package io.millrace.jobs.kafka;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

import java.util.TreeMap;

/**
 * What one subtask of the operator before a sink may say in {@link CompleteTo}.
 *
 * <p>A subtask knows how far it is itself, and nothing of the others. But barriers are aligned and
 * watermarks go to everybody, so at the barrier of a checkpoint all subtasks have the same
 * watermark; and when that checkpoint is complete, everything before the barrier has been flushed
 * to the broker. What's written from then on stands behind it in each partition, and who reads only
 * what's committed can't see it sooner. So no reader ever waits for a subtask that has nothing to
 * write, nor has to guess by the clock whether it has.
 */
public final class Completion {
    private final ListState<Long> completed;
    private final TreeMap<Long, Long> atBarriers = new TreeMap<>();
    private long handedOn = Long.MIN_VALUE;
    private long complete = Long.MIN_VALUE;
    private RecordHeader header = CompleteTo.header(Long.MIN_VALUE);

    /** Takes up where the checkpoint was, if there's one. */
    public Completion(OperatorStateStore state) throws Exception {
        completed = state.getUnionListState(new ListStateDescriptor<>("complete-to", Types.LONG));
        for (long time : completed.get()) {
            handedOn = Math.max(handedOn, time);
        }
        tell(handedOn);
    }

    /** Everything of this subtask's up to an event time has been handed on to the sink. */
    public void handedOn(long time) {
        handedOn = Math.max(handedOn, time);
    }

    /** At the barrier. */
    public void snapshot(long checkpoint) throws Exception {
        atBarriers.put(checkpoint, handedOn);
        completed.clear();
        completed.add(handedOn);
    }

    /** All subtasks have written what they had handed on at the barrier. */
    public void completed(long checkpoint) {
        for (var barrier = atBarriers.firstEntry();
                barrier != null && barrier.getKey() <= checkpoint;
                barrier = atBarriers.firstEntry()) {
            tell(barrier.getValue());
            atBarriers.remove(barrier.getKey());
        }
    }

    private void tell(long time) {
        if (time > complete) {
            complete = time;
            header = CompleteTo.header(time);
        }
    }

    /** For the records that are written now. */
    public RecordHeader header() {
        return header;
    }
}
