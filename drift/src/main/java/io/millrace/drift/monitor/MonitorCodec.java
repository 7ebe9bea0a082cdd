package io.millrace.drift.monitor;

import io.millrace.drift.monitor.ModelMonitor.Versions;
import io.millrace.drift.performance.PerformanceWindow;
import io.millrace.schemas.avro.Role;

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
    private static final byte VERSION = 2;

    /** Of tumbling windows, without segments and scores. */
    private static final byte FIRST_VERSION = 1;

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
            write(monitor.panes, out);
            monitor.references.write(out);
            monitor.health.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Panes panes, DataOutputStream out) throws IOException {
        out.writeInt(panes.panes.all().size());
        for (Map.Entry<VersionKey, Pane> pane : panes.panes.all().entrySet()) {
            write(pane.getKey(), out);
            pane.getValue().write(out);
        }
        out.writeInt(panes.changed.size());
        for (VersionKey window : panes.changed) {
            write(window, out);
        }
        out.writeInt(panes.revisions.size());
        for (Map.Entry<VersionKey, Integer> revision : panes.revisions.entrySet()) {
            write(revision.getKey(), out);
            out.writeInt(revision.getValue());
        }
    }

    private static void write(VersionKey key, DataOutputStream out) throws IOException {
        out.writeLong(key.windowStart());
        out.writeUTF(key.digest());
        out.writeUTF(key.role().name());
        out.writeUTF(key.segment().name());
        out.writeUTF(key.segment().value());
    }

    private static VersionKey readKey(DataInputStream in) throws IOException {
        return new VersionKey(
                in.readLong(),
                in.readUTF(),
                Role.valueOf(in.readUTF()),
                new Segment(in.readUTF(), in.readUTF()));
    }

    static ModelMonitor read(MonitorSettings settings, Versions versions, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION && version != FIRST_VERSION) {
                throw new IllegalArgumentException(
                        "a monitor of format "
                                + version
                                + "; this release reads "
                                + FIRST_VERSION
                                + " and "
                                + VERSION);
            }
            long time = in.readLong();
            Judgement judgement = Judgement.read(settings, in);
            ModelMonitor monitor =
                    new ModelMonitor(settings, versions, judgement, ExampleOffsets.read(in));
            monitor.time = time;
            for (int left = in.readInt(); left > 0; left--) {
                monitor.add(LabelledScore.read(in, version == VERSION));
            }
            if (version == FIRST_VERSION) {
                readFirst(in, monitor.panes, monitor);
            } else {
                read(in, monitor.panes, versions);
                monitor.references.read(in, versions::profile);
                monitor.health.read(in);
            }
            return monitor;
        } catch (IOException e) {
            throw new IllegalArgumentException("a monitor's state ends too early", e);
        }
    }

    private static void read(DataInputStream in, Panes panes, Versions versions)
            throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            VersionKey key = readKey(in);
            Pane pane = Pane.read(in, versions.profile(key.digest()));
            panes.panes.all().put(key, pane);
            if (pane.open) {
                panes.open.add(key.windowStart());
            }
        }
        for (int left = in.readInt(); left > 0; left--) {
            panes.changed.add(readKey(in));
        }
        for (int left = in.readInt(); left > 0; left--) {
            panes.revisions.put(readKey(in), in.readInt());
        }
    }

    private static void readFirst(DataInputStream in, Panes panes, ModelMonitor monitor)
            throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            VersionKey key =
                    new VersionKey(
                            in.readLong(), in.readUTF(), Role.valueOf(in.readUTF()), Segment.ALL);
            int number = in.readInt();
            Pane pane = Pane.of(number == 0 ? null : (Integer) number, PerformanceWindow.read(in));
            panes.panes.all().put(key, pane);
            panes.revisions.put(key, in.readInt());
            if (in.readBoolean()) {
                panes.changed.add(key);
            }
        }
        for (int left = in.readInt(); left > 0; left--) {
            monitor.add(WindowPart.read(in));
        }
    }
}
