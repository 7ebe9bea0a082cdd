package io.millrace.jobs.serve;

import io.millrace.features.DerivedFeatures;
import io.millrace.features.FeaturePlan;
import io.millrace.features.Refusal;
import io.millrace.features.function.FunctionGuards;
import io.millrace.schemas.event.Event;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Features made of other features and of the event's own fields. */
final class Derive extends ProcessFunction<Event, Event> {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;

    private transient DerivedFeatures derived;
    private transient Outputs outputs;

    Derive(ServeSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        FunctionGuards guards = new FunctionGuards();
        derived = guards.of(() -> FeaturePlan.fromBytes(settings.features()).derived());
        BreakerMetrics.register(guards, getRuntimeContext().getMetricGroup());
        outputs = new Outputs(settings);
    }

    @Override
    public void processElement(Event event, Context context, Collector<Event> out) {
        if (event.source() != 0) {
            return; // All entities have taken it in; nobody asks for an answer to it.
        }
        Refusal refusal = derived.apply(event);
        if (refusal != null) {
            context.output(ServeJob.ELSEWHERE, outputs.deadLetter("derive", event, refusal));
            return;
        }
        out.collect(event);
    }
}
