package io.millrace.jobs.drift;

import io.millrace.drift.monitor.MonitorOptions;
import io.millrace.drift.monitor.PaneMap;
import io.millrace.drift.monitor.Segment;
import io.millrace.drift.monitor.VersionKey;
import io.millrace.drift.monitor.WindowPart;
import io.millrace.drift.performance.ScoreWindow;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.features.MonitorValues;
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
import java.util.List;
import java.util.Map;

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
    private transient PaneMap<Open> open;
    private transient List<WindowPart> restored;
    private transient SchemaRegistry schemas;
    private transient PredictionCodec codec;
    private transient MonitorValues watched;
    private transient KnownVersions versions;
    private transient DeadLetters deadLetters;

    private static final class Open {
        private final @Nullable WindowCounts counts;
        private final ScoreWindow scores = new ScoreWindow();
        private @Nullable Integer version;
        private long scored;

        Open(@Nullable WindowCounts counts) {
            this.counts = counts;
        }

        void add(@Nullable Integer number, double score, boolean decision) {
            scored++;
            version = number == null ? version : number;
            if (score >= 0 && score <= 1) { // of another task it's no probability
                scores.add(score, decision);
            }
        }

        void merge(Open other) {
            scored += other.scored;
            version = other.version == null ? version : other.version;
            scores.merge(other.scores);
            if (counts != null && other.counts != null) {
                counts.merge(other.counts);
            }
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
        MonitorOptions options = settings.watch().options();
        open = new PaneMap<>(options.segmentValues(), options::isGroup, Open::merge);
        watched = settings.watch().values(settings.features());
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
        for (Map.Entry<VersionKey, Open> entry : open.all().entrySet()) {
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
        long slide = settings.watch().slide();
        long start = Math.floorDiv(prediction.eventTime(), slide) * slide;
        List<Segment> segments = Segments.of(prediction.features(), watched);
        String digest = prediction.digest();
        Double score = prediction.score();
        if (digest != null && score != null) {
            boolean decision = Boolean.TRUE.equals(prediction.decision());
            for (Segment segment : segments) {
                VersionKey key = new VersionKey(start, digest, prediction.role(), segment);
                Open pane = open.slot(key, () -> new Open(counts(key)));
                pane.add(prediction.version(), score, decision);
                if (pane.counts != null) {
                    pane.counts.add(prediction.features(), score);
                }
            }
        }
        for (ScoredEvent.ShadowScore shadow : prediction.shadowScores()) {
            for (Segment segment : segments) {
                open.slot(
                                new VersionKey(start, shadow.digest(), Role.SHADOW, segment),
                                () -> new Open(null))
                        .add(shadow.version(), shadow.score(), shadow.decision());
            }
        }
    }

    /** Drift is measured for the version in charge. */
    private @Nullable WindowCounts counts(VersionKey key) {
        return key.role() == Role.CHAMPION
                ? versions.profile(key.digest()).map(WindowCounts::new).orElse(null)
                : null;
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        long time = watermark.getTimestamp();
        restored.removeIf(part -> isOver(part.windowStart(), time) && handOn(part));
        while (!open.all().isEmpty() && isOver(open.all().firstKey().windowStart(), time)) {
            Map.Entry<VersionKey, Open> first = open.all().pollFirstEntry();
            handOn(part(first.getKey(), first.getValue()));
        }
        super.processWatermark(watermark);
    }

    private boolean isOver(long windowStart, long time) {
        return windowStart + settings.watch().slide() - 1 <= time;
    }

    private boolean handOn(WindowPart part) {
        output.collect(new StreamRecord<>(part));
        return true;
    }

    private static WindowPart part(VersionKey key, Open window) {
        return new WindowPart(
                key.windowStart(),
                key.digest(),
                window.version,
                key.role(),
                key.segment(),
                window.scored,
                window.counts == null ? null : bytes(window.counts::write),
                bytes(window.scores::write));
    }

    private interface Written {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Written counted) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            counted.write(new DataOutputStream(bytes));
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
