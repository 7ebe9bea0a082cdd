package io.millrace.jobs.serve;

import io.millrace.schemas.event.Event;

import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/**
 * A keyed operator whose events wait for the watermark: on the heap from one checkpoint to the next
 * ({@link HeldEvents}), in the key's state across one. When the watermark passes events of a key,
 * those on the heap and those in the state are answered together, in event order; so where an event
 * waited doesn't show.
 */
abstract class EventTimeOperator extends AbstractStreamOperator<Event>
        implements OneInputStreamOperator<Event, Event>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;

    /** The name that process functions' timers have, which savepoints of them know. */
    private static final String TIMERS = "user-timers";

    private final @Nullable HeapLimits limits;

    private transient HeldEvents held;
    private transient InternalTimerService<VoidNamespace> timers;

    /**
     * @param limits null: what's usual for the JVM that it runs in
     */
    EventTimeOperator(@Nullable HeapLimits limits) {
        this.limits = limits;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        held = new HeldEvents(limits().held());
        timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
    }

    final HeapLimits limits() {
        return limits == null ? HeapLimits.usual() : limits;
    }

    /** Answers events of the current key that are due, and whatever of it waits in its state. */
    abstract void answer(List<Event> due, long watermark) throws Exception;

    /** Puts events of the current key into its state, and sees to it that they're answered. */
    abstract void putByForLater(List<Event> events) throws Exception;

    /** Holds an event of the current key until the watermark has passed it. */
    final void hold(Event event) throws Exception {
        held.add(key(), event);
        if (held.isFull()) {
            putByAll();
        }
    }

    /** What's done with the state of a key. */
    interface Visit {
        void visit() throws Exception;
    }

    /** Visits every key that has a state, one after the other. */
    final void forEachKey(String state, Visit visit) throws Exception {
        List<String> keys;
        try (Stream<String> all =
                this.<String>getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE)) {
            keys = all.toList();
        }
        for (String key : keys) {
            setCurrentKey(key);
            visit.visit();
        }
    }

    final boolean isFirstSubtask() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    }

    final String key() {
        return (String) getCurrentKey();
    }

    final long watermark() {
        return timers.currentWatermark();
    }

    final void registerTimer(long time) {
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    final void emit(Event event) {
        output.collect(new StreamRecord<>(event, event.time()));
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        // Before the timers, which would answer for what's in the state alone.
        held.release(
                mark.getTimestamp(),
                (key, due) -> {
                    setCurrentKey(key);
                    answer(due, mark.getTimestamp());
                });
        super.processWatermark(mark);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        answer(List.of(), watermark());
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no timer goes by the wall clock here");
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        putByAll();
    }

    private void putByAll() throws Exception {
        held.releaseAll(
                (key, events) -> {
                    setCurrentKey(key);
                    putByForLater(events);
                });
    }
}
