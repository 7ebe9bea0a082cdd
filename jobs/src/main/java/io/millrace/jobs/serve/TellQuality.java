package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.features.quality.QualityCounts;
import io.millrace.features.quality.QualityJudge;
import io.millrace.features.quality.QualityVerdict;
import io.millrace.features.quality.QualityWindows;
import io.millrace.jobs.kafka.OutRecord;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Adds up all subtasks' parts of a window and tells of each rule when the watermark has passed it.
 * Runs once, so that the topic has one writer.
 */
final class TellQuality extends AbstractStreamOperator<OutRecord>
        implements OneInputStreamOperator<QualityCounts, OutRecord> {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;

    private transient QualityWindows windows;
    private transient QualityJudge judge;
    private transient QualityRecords records;
    private transient ListState<byte[]> openState;
    private transient ListState<byte[]> judgedState;

    TellQuality(ServeSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        FeaturePlan plan = FeaturePlan.fromBytes(settings.features());
        windows = new QualityWindows(plan);
        judge = new QualityJudge(plan);
        records = new QualityRecords(settings, plan);
        openState = state(context, "open-windows");
        judgedState = state(context, "judged-until");
        for (byte[] part : openState.get()) {
            windows.restore(part);
        }
        for (byte[] part : judgedState.get()) {
            judge.restore(part);
        }
    }

    private static ListState<byte[]> state(StateInitializationContext context, String name)
            throws Exception {
        return context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>(
                                name, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        openState.clear();
        windows.write(openState::add);
        judgedState.clear();
        judgedState.add(judge.write());
    }

    @Override
    public void processElement(StreamRecord<QualityCounts> element) {
        windows.add(element.getValue());
        QualityCounts surplus = windows.surplus();
        if (surplus != null) {
            records.ofEvents(surplus).forEach(this::tell);
        }
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        for (QualityCounts counts : windows.close(watermark.getTimestamp())) {
            records.ofEvents(counts).forEach(this::tell);
            judge.take(counts);
        }
        for (QualityVerdict verdict : judge.judge(watermark.getTimestamp())) {
            if (verdict.stops()) {
                throw new SuppressRestartsException(records.stopped(verdict));
            }
            tell(records.of(verdict));
        }
        super.processWatermark(watermark);
    }

    private void tell(@Nullable OutRecord record) {
        if (record != null) {
            output.collect(new StreamRecord<>(record));
        }
    }
}
