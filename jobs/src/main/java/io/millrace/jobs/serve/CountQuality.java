package io.millrace.jobs.serve;

import io.millrace.features.Expectations;
import io.millrace.features.FeaturePlan;
import io.millrace.features.quality.QualityCounts;
import io.millrace.features.quality.QualityWindows;
import io.millrace.schemas.event.Event;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts where events are, and hands on a part of a window when the watermark has passed it.
 * Admitted events go on, with null for what a rule wants to be null; refused ones end here.
 *
 * <p>A part that's restored is added to what's counted from then on, whichever subtask has it: so
 * scaling needs nothing.
 */
final class CountQuality extends AbstractStreamOperator<Event>
        implements OneInputStreamOperator<Event, Event> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<QualityCounts> COUNTS =
            new OutputTag<>("quality-counts", QualityCountsSerializer.type());

    private final ServeSettings settings;
    private final boolean admits;

    private transient List<Expectations> expectations;
    private transient QualityWindows windows;
    private transient ListState<byte[]> state;
    private transient RuleMetrics metrics;

    /**
     * @param admits whether the events come in, or are dead letters
     */
    CountQuality(ServeSettings settings, boolean admits) {
        this.settings = settings;
        this.admits = admits;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        FeaturePlan plan = FeaturePlan.fromBytes(settings.features());
        expectations = new ArrayList<>();
        for (int source = 0; source < settings.sources().size(); source++) {
            expectations.add(plan.expectations(source));
        }
        windows = new QualityWindows(plan);
        metrics = new RuleMetrics(settings, plan, getMetricGroup());
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "open-windows",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        for (byte[] part : state.get()) {
            windows.restore(part);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.clear();
        windows.write(state::add);
    }

    @Override
    public void processElement(StreamRecord<Event> element) {
        Event event = element.getValue();
        Expectations ofSource = expectations.get(event.source());
        windows.begin(event.source(), event.time(), admits);
        Expectations.Failures failures = metrics.begin(event.source(), windows);
        if (admits) {
            ofSource.admit(event.fields(), event.at(), failures);
            output.collect(element);
        } else {
            ofSource.refuse(event.fields(), event.at(), failures);
            handOn(windows.surplus());
        }
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        windows.close(watermark.getTimestamp()).forEach(this::handOn);
        super.processWatermark(watermark);
    }

    private void handOn(@Nullable QualityCounts part) {
        if (part != null) {
            output.collect(COUNTS, new StreamRecord<>(part));
        }
    }
}
