package io.millrace.jobs.serve;

import io.millrace.features.function.FunctionGuards;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * {@code function.<name>.breaker}: whether a function of a jar is called (0), tried again (1) or
 * switched off (2), in the worst of the places where a subtask calls it.
 */
final class BreakerMetrics {

    private BreakerMetrics() {}

    static void register(FunctionGuards guards, MetricGroup group) {
        for (String function : guards.functions()) {
            Gauge<Integer> state = () -> guards.rank(function);
            group.addGroup("function", function).gauge("breaker", state);
        }
    }
}
