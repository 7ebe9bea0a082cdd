package io.millrace.jobs.serve;

import io.millrace.features.Expectations;
import io.millrace.features.FeaturePlan;
import io.millrace.features.Refusal;
import io.millrace.features.StoppedException;
import io.millrace.features.function.FunctionGuards;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The door: what couldn't be decoded, or fails an expectation, becomes a dead letter; heartbeats
 * have moved the watermark and end here; in a replay, so does what the live run passed by. An
 * expectation that says stop fails the job for good: restarts would come to the same record.
 */
final class Validate extends ProcessFunction<SourceRecord, Event> {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;
    private final OutputTag<Event> refused;

    private transient List<Expectations> expectations;
    private transient int featureCount;
    private transient Outputs outputs;

    /**
     * @param refused where events go to be counted that fail an expectation
     */
    Validate(ServeSettings settings, OutputTag<Event> refused) {
        this.settings = settings;
        this.refused = refused;
    }

    @Override
    public void open(OpenContext context) {
        FeaturePlan plan = FeaturePlan.fromBytes(settings.features());
        FunctionGuards guards = new FunctionGuards();
        expectations = new ArrayList<>();
        for (int source = 0; source < settings.sources().size(); source++) {
            int of = source;
            expectations.add(guards.of(() -> plan.expectations(of)));
        }
        BreakerMetrics.register(guards, getRuntimeContext().getMetricGroup());
        featureCount = plan.features().size();
        outputs = new Outputs(settings);
    }

    @Override
    public void processElement(SourceRecord record, Context context, Collector<Event> out) {
        if (record.isHeartbeat() || wasPassedBy(record)) {
            return;
        }
        Refusal refusal = refusal(record);
        if (refusal != null) {
            boolean decoded = record.refusal() == null;
            String stage = decoded ? "expectations" : "decode";
            context.output(ServeJob.ELSEWHERE, outputs.deadLetter(stage, record, refusal));
            if (decoded) {
                context.output(refused, event(record));
            }
            return;
        }
        out.collect(event(record));
    }

    private boolean wasPassedBy(SourceRecord record) {
        Recorded replay = settings.replay();
        return replay != null && !replay.answered(record.at());
    }

    private @Nullable Refusal refusal(SourceRecord record) {
        Row fields = record.fields();
        if (fields == null) {
            return record.refusal();
        }
        try {
            return expectations.get(record.source()).check(fields, record.at());
        } catch (StoppedException e) {
            throw new SuppressRestartsException(e);
        }
    }

    private Event event(SourceRecord record) {
        return new Event(
                record.source(),
                record.id(),
                record.time(),
                record.at(),
                record.key(),
                Objects.requireNonNull(record.value(), "a decoded record has a value"),
                Objects.requireNonNull(record.fields(), "a decoded record has fields"),
                new Row(featureCount));
    }
}
