package io.millrace.drift.monitor;

import io.millrace.drift.monitor.ModelMonitor.Counted;
import io.millrace.drift.monitor.ModelMonitor.Versions;
import io.millrace.drift.monitor.ModelMonitor.Watched;
import io.millrace.drift.performance.PerformanceWindow;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.schemas.avro.Role;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A monitor's state as bytes. The first is the format's version. */
final class MonitorCodec {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    private static final byte VERSION = 1;

    private static final int NO_NUMBER = 0;

    private MonitorCodec() {}

    static byte[] write(ModelMonitor monitor) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(monitor.time);
            monitor.judgement.write(out);
            monitor.offsets.write(out);
            out.writeInt(monitor.waiting.size());
            for (LabelledScore score : monitor.waiting) {
                score.write(out);
            }
            out.writeInt(monitor.watched.size());
            for (Map.Entry<VersionKey, Watched> entry : monitor.watched.entrySet()) {
                write(entry.getKey(), entry.getValue().version, out);
                entry.getValue().window.write(out);
                out.writeInt(entry.getValue().revision);
                out.writeBoolean(entry.getValue().changed);
            }
            out.writeInt(monitor.counted.size());
            for (Map.Entry<VersionKey, Counted> entry : monitor.counted.entrySet()) {
                part(entry.getKey(), entry.getValue()).write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** An open window is kept as a part of itself, which is how it's read again. */
    private static WindowPart part(VersionKey key, Counted counted) throws IOException {
        WindowCounts counts = counted.counts;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (counts != null) {
            counts.write(new DataOutputStream(bytes));
        }
        return new WindowPart(
                key.windowStart(),
                key.digest(),
                counted.version,
                key.role(),
                counted.scored,
                counts == null ? null : bytes.toByteArray());
    }

    private static void write(VersionKey key, @Nullable Integer version, DataOutputStream out)
            throws IOException {
        out.writeLong(key.windowStart());
        out.writeUTF(key.digest());
        out.writeUTF(key.role().name());
        out.writeInt(version == null ? NO_NUMBER : version);
    }

    static ModelMonitor read(MonitorSettings settings, Versions versions, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "a monitor of format " + version + "; this release reads " + VERSION);
            }
            long time = in.readLong();
            Judgement judgement = Judgement.read(settings, in);
            ModelMonitor monitor =
                    new ModelMonitor(settings, versions, judgement, ExampleOffsets.read(in));
            monitor.time = time;
            for (int left = in.readInt(); left > 0; left--) {
                monitor.add(LabelledScore.read(in));
            }
            for (int left = in.readInt(); left > 0; left--) {
                readWatched(in, monitor);
            }
            for (int left = in.readInt(); left > 0; left--) {
                monitor.add(WindowPart.read(in));
            }
            return monitor;
        } catch (IOException e) {
            throw new IllegalArgumentException("a monitor's state ends too early", e);
        }
    }

    private static void readWatched(DataInputStream in, ModelMonitor monitor) throws IOException {
        VersionKey key = new VersionKey(in.readLong(), in.readUTF(), Role.valueOf(in.readUTF()));
        int number = in.readInt();
        Watched watched =
                new Watched(number == NO_NUMBER ? null : number, PerformanceWindow.read(in));
        watched.revision = in.readInt();
        watched.changed = in.readBoolean();
        monitor.watched.put(key, watched);
    }
}
