package io.millrace.jobs.drift;

import io.millrace.drift.monitor.WindowPart;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the predictions of each window and version where they come in, and hands on one part for
 * each when the watermark has passed the window: counting is exact, so parts add up whatever the
 * parallelism.
 *
 * <p>A snapshot holds parts as bytes; after a restart they're handed on as they are, beside those
 * that are counted from then on. So scaling needs nothing.
 */
final class CountWindows extends AbstractStreamOperator<WindowPart>
        implements OneInputStreamOperator<TopicRecord, WindowPart> {
    private static final long serialVersionUID = 1L;

    private final DriftSettings settings;
    private final RegistryReader.Factory registry;

    private transient ListState<byte[]> state;
    private transient TreeMap<Key, Open> open;
    private transient List<WindowPart> restored;
    private transient SchemaRegistry schemas;
    private transient PredictionCodec codec;
    private transient KnownVersions versions;
    private transient DeadLetters deadLetters;

    /** What's counted together. */
    private record Key(long windowStart, String digest, Role role) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparingLong(Key::windowStart)
                        .thenComparing(Key::digest)
                        .thenComparing(Key::role);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Open {
        private final @Nullable WindowCounts counts;
        private @Nullable Integer version;
        private long scored;

        Open(@Nullable WindowCounts counts) {
            this.counts = counts;
        }

        void add(@Nullable Integer number) {
            scored++;
            version = number == null ? version : number;
        }
    }

    CountWindows(DriftSettings settings, RegistryReader.Factory registry) {
        this.settings = settings;
        this.registry = registry;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        schemas = new ConfluentSchemaRegistry(settings.registry());
        codec = new PredictionCodec(settings.features());
        versions = new KnownVersions(registry, settings.topics().name(TopicKind.MODELS), schemas);
        deadLetters =
                new DeadLetters(
                        settings.pipeline(),
                        "drift",
                        settings.topics().name(TopicKind.DEAD_LETTERS),
                        settings.topics().schemaId(TopicKind.DEAD_LETTERS));
        open = new TreeMap<>();
        restored = new ArrayList<>();
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "window-parts",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        for (byte[] part : state.get()) {
            restored.add(WindowPart.read(new DataInputStream(new ByteArrayInputStream(part))));
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.clear();
        for (WindowPart part : restored) {
            state.add(packed(part));
        }
        for (Map.Entry<Key, Open> entry : open.entrySet()) {
            state.add(packed(part(entry.getKey(), entry.getValue())));
        }
    }

    private static byte[] packed(WindowPart part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        part.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Override
    public void processElement(StreamRecord<TopicRecord> element) {
        TopicRecord record = element.getValue();
        ScoredEvent prediction;
        try {
            byte[] value = record.value();
            int schemaId = WireFormat.schemaId(value);
            prediction =
                    codec.decode(
                            value == null ? new byte[0] : value,
                            WireFormat.HEADER,
                            schemas.byId(schemaId));
        } catch (RegistryUnavailableException e) {
            throw e; // the record may well be good
        } catch (IOException | RuntimeException e) {
            Refusal refusal = new Refusal("unreadable", null, String.valueOf(e.getMessage()));
            output.collect(
                    DriftJob.DEAD_LETTERS,
                    new StreamRecord<>(
                            deadLetters.of(
                                    "count-windows", Refused.of(record), refusal, null, null)));
            return;
        }
        count(prediction);
    }

    private void count(ScoredEvent prediction) {
        long start = Math.floorDiv(prediction.eventTime(), settings.window()) * settings.window();
        String digest = prediction.digest();
        Double score = prediction.score();
        if (digest != null && score != null) {
            Open window =
                    open.computeIfAbsent(
                            new Key(start, digest, prediction.role()),
                            key -> new Open(counts(key)));
            window.add(prediction.version());
            if (window.counts != null) {
                window.counts.add(prediction.features(), score);
            }
        }
        for (ScoredEvent.ShadowScore shadow : prediction.shadowScores()) {
            open.computeIfAbsent(
                            new Key(start, shadow.digest(), Role.SHADOW), key -> new Open(null))
                    .add(shadow.version());
        }
    }

    /** Drift is measured for the version in charge. */
    private @Nullable WindowCounts counts(Key key) {
        return key.role() == Role.CHAMPION
                ? versions.profile(key.digest()).map(WindowCounts::new).orElse(null)
                : null;
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        long time = watermark.getTimestamp();
        restored.removeIf(part -> isOver(part.windowStart(), time) && handOn(part));
        while (!open.isEmpty() && isOver(open.firstKey().windowStart(), time)) {
            Map.Entry<Key, Open> first = open.pollFirstEntry();
            handOn(part(first.getKey(), first.getValue()));
        }
        super.processWatermark(watermark);
    }

    private boolean isOver(long windowStart, long time) {
        return windowStart + settings.window() - 1 <= time;
    }

    private boolean handOn(WindowPart part) {
        output.collect(new StreamRecord<>(part));
        return true;
    }

    private static WindowPart part(Key key, Open window) {
        return new WindowPart(
                key.windowStart(),
                key.digest(),
                window.version,
                key.role(),
                window.scored,
                window.counts == null ? null : bytes(window.counts));
    }

    private static byte[] bytes(WindowCounts counts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            counts.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws Exception {
        if (versions != null) {
            versions.close();
        }
        if (schemas != null) {
            schemas.close();
        }
        super.close();
    }
}
