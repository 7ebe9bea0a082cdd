package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.event.Event;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * Publishes an entity's vector if it's newer than the one before. Behind the last entity of the
 * chain, events of one key come from several subtasks, in any order; a compacted topic must not end
 * with an older one.
 *
 * <p>State of a key: time, partition and offset of the newest event, 20 bytes, for as long as the
 * topic has the key.
 */
final class NewestVector extends KeyedProcessFunction<String, Event, OutRecord> {
    private static final long serialVersionUID = 1L;
    private static final int STATE_BYTES = Long.BYTES + Integer.BYTES + Long.BYTES;

    private final ServeSettings settings;
    private final int published;

    private transient Vectors vectors;
    private transient ValueState<byte[]> newest;

    /**
     * @param published which of the published entities
     */
    NewestVector(ServeSettings settings, int published) {
        this.settings = settings;
        this.published = published;
    }

    @Override
    public void open(OpenContext context) {
        vectors = new Vectors(settings, FeaturePlan.fromBytes(settings.features()), published);
        newest =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "newest",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void processElement(Event event, Context context, Collector<OutRecord> out)
            throws Exception {
        OutRecord vector = vectors.of(event);
        if (vector != null && isNewer(event, newest.value())) {
            newest.update(
                    ByteBuffer.allocate(STATE_BYTES)
                            .putLong(event.time())
                            .putInt(event.at().partition())
                            .putLong(event.at().offset())
                            .array());
            out.collect(vector);
        }
    }

    /** By {@link Event#ORDER}; all are of the main source's topic. */
    private static boolean isNewer(Event event, byte @Nullable [] before) {
        if (before == null) {
            return true;
        }
        ByteBuffer known = ByteBuffer.wrap(before);
        int time = Long.compare(event.time(), known.getLong());
        if (time != 0) {
            return time > 0;
        }
        int partition = Integer.compare(event.at().partition(), known.getInt());
        return partition != 0 ? partition > 0 : event.at().offset() > known.getLong();
    }
}
