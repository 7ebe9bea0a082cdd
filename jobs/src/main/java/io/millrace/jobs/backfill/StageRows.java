package io.millrace.jobs.backfill;

import io.millrace.features.FeaturePlan;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;
import io.millrace.schemas.event.RowCodec;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes rows in the events' order: an event waits until the watermark has passed it, and then all
 * events before it are there. Runs once.
 */
final class StageRows extends Staging<Event> {
    private static final long serialVersionUID = 1L;

    private final byte[] features;
    private final String folder;
    private final long from;
    private final HashMap<Integer, Long> fromOffsets;

    private transient FeaturePlan plan;
    private transient EventCodec events;
    private transient RowCodec rows;
    private transient List<Event> waiting;
    private transient ListState<byte[]> waitingState;
    private transient ListState<Long> writtenState;
    private transient BackfillProgress progress;
    private transient long length;
    private transient long answered;

    StageRows(BackfillSettings settings) {
        super(BackfillSettings.rows(settings.folder()));
        features = settings.serve().features();
        folder = settings.folder().toString();
        from = settings.from();
        fromOffsets = new HashMap<>(settings.fromOffsets());
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        progress = BackfillProgress.of(folder);
        plan = FeaturePlan.fromBytes(features);
        events = plan.codec();
        rows = new RowCodec(plan.features());
        waiting = new ArrayList<>();
        waitingState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "waiting",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        writtenState =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("written", Types.LONG));
        for (byte[] event : waitingState.get()) {
            waiting.add(events.read(new DataInputDeserializer(event)));
        }
        List<Long> written = new ArrayList<>();
        writtenState.get().forEach(written::add);
        length = written.isEmpty() ? 0 : written.get(0);
        answered = written.isEmpty() ? 0 : written.get(1);
    }

    @Override
    public void open() throws Exception {
        super.open();
        progress.at(answered, Long.MIN_VALUE);
    }

    @Override
    long length() {
        return length;
    }

    @Override
    public void processElement(StreamRecord<Event> element) {
        waiting.add(element.getValue());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        waiting.sort(Event.ORDER);
        int due = 0;
        while (due < waiting.size() && waiting.get(due).time() <= mark.getTimestamp()) {
            write(waiting.get(due++));
        }
        if (due > 0) {
            progress.at(answered, waiting.get(due - 1).time());
            waiting.subList(0, due).clear();
        }
        super.processWatermark(mark);
    }

    private void write(Event event) throws IOException {
        answered++;
        if (isAskedFor(event)) {
            List<@Nullable String> keys = new ArrayList<>(plan.entities().size());
            IntStream.range(0, plan.entities().size())
                    .forEach(entity -> keys.add(plan.key(entity, event)));
            new StagedRow(event.id(), event.time(), keys, event.features())
                    .write(rows, file().out());
        }
    }

    private boolean isAskedFor(Event event) {
        Long offset = fromOffsets.get(event.at().partition());
        return event.time() >= from && (offset == null || event.at().offset() >= offset);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        writtenState.update(List.of(file().sync(), answered));
        List<byte[]> packed = new ArrayList<>(waiting.size());
        for (Event event : waiting) {
            DataOutputSerializer out = new DataOutputSerializer(256);
            events.write(event, out);
            packed.add(out.getCopyOfBuffer());
        }
        waitingState.update(packed);
    }
}
