package io.millrace.jobs.serve;

import io.millrace.features.Expectations;
import io.millrace.features.FeaturePlan;
import io.millrace.features.Refusal;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The door: what couldn't be decoded, or fails an expectation, becomes a dead letter; heartbeats
 * have moved the watermark and end here; in a replay, so does what the live run passed by.
 */
final class Validate extends ProcessFunction<SourceRecord, Event> {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;

    private transient List<Expectations> expectations;
    private transient int featureCount;
    private transient Outputs outputs;

    Validate(ServeSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        FeaturePlan plan = FeaturePlan.fromBytes(settings.features());
        expectations = new ArrayList<>();
        for (int source = 0; source < settings.sources().size(); source++) {
            expectations.add(plan.expectations(source));
        }
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
            String stage = record.refusal() == null ? "expectations" : "decode";
            context.output(ServeJob.ELSEWHERE, outputs.deadLetter(stage, record, refusal));
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
        return fields == null
                ? record.refusal()
                : expectations.get(record.source()).check(fields, record.at());
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
