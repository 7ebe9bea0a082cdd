package io.millrace.jobs.serve;

import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Runs a function, and keeps from those after it that its inputs are idle.
 *
 * <p>When all sources were idle and wake up, the subtasks hear of it one after the other. If one
 * that still sleeps weren't waited for, the next stage's watermark could pass events that the
 * sleeper is about to let through. As it is, an idle subtask holds the next stage at the watermark
 * that it has told.
 */
final class NeverIdle<K, I, O> extends KeyedProcessOperator<K, I, O> {
    private static final long serialVersionUID = 1L;

    NeverIdle(KeyedProcessFunction<K, I, O> function) {
        super(function);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
        // Not told.
    }
}
