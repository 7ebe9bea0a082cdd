package io.millrace.registry.lifecycle;

import io.millrace.registry.ModelVersions;
import io.millrace.registry.lifecycle.Evidence.Key;
import io.millrace.registry.lifecycle.Evidence.Window;
import io.millrace.registry.lifecycle.Running.Hold;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.pipeline.Model.Step;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The life cycle's state as bytes. The first is the format's version; enum constants go by name, so
 * that new ones don't move old ones.
 */
final class LifeCycleCodec {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    static final byte VERSION = 4;

    private static final byte WITH_GIVEN_UP = 2;
    private static final byte WITH_APPROVALS = 3;
    private static final byte WITH_SCORED = 4;

    private LifeCycleCodec() {}

    static byte[] write(LifeCycleState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writeText(state.champion, out);
            writeText(state.previousChampion, out);
            writeDouble(state.fallbackScore, out);
            out.writeLong(state.epoch);
            out.writeLong(state.scheduled);
            out.writeLong(state.clock);
            out.writeLong(state.lastEnd);
            out.writeLong(state.lastGivenUp);
            out.writeLong(state.pausedAt);
            out.writeLong(state.commandClock);
            writeRunning(state.running, out);
            out.writeInt(state.versions().size());
            for (KnownVersion version : state.versions()) {
                writeVersion(version, out);
            }
            out.writeInt(state.commandIds().size());
            for (String id : state.commandIds()) {
                out.writeUTF(id);
            }
            out.writeInt(state.evidence.windows().size());
            for (Window window : state.evidence.windows()) {
                writeWindow(window, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static LifeCycleState read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version < 1 || version > VERSION) {
                throw new IllegalArgumentException(
                        "life cycle of format "
                                + version
                                + "; this release reads up to "
                                + VERSION);
            }
            LifeCycleState state = readState(in, version);
            if (in.available() > 0) {
                throw new IllegalArgumentException(
                        in.available() + " bytes are left behind the life cycle's state");
            }
            return state;
        } catch (IOException e) {
            throw new IllegalArgumentException("the life cycle's state ends too early", e);
        }
    }

    private static LifeCycleState readState(DataInputStream in, byte version) throws IOException {
        LifeCycleState state = new LifeCycleState();
        state.champion = readText(in);
        state.previousChampion = readText(in);
        state.fallbackScore = readDouble(in);
        state.epoch = in.readLong();
        state.scheduled = in.readLong();
        state.clock = in.readLong();
        state.lastEnd = in.readLong();
        if (version >= WITH_GIVEN_UP) {
            state.lastGivenUp = in.readLong();
            state.pausedAt = in.readLong();
        }
        if (version >= WITH_APPROVALS) {
            state.commandClock = in.readLong();
        }
        state.running = readRunning(in);
        for (int left = in.readInt(); left > 0; left--) {
            state.put(readVersion(in, version));
        }
        for (int left = in.readInt(); left > 0; left--) {
            state.addCommand(in.readUTF());
        }
        for (int left = in.readInt(); left > 0; left--) {
            state.evidence.add(readWindow(in, version));
        }
        return state;
    }

    private static void writeRunning(@Nullable Running running, DataOutputStream out)
            throws IOException {
        out.writeBoolean(running != null);
        if (running != null) {
            out.writeUTF(running.digest());
            out.writeInt(running.step());
            out.writeUTF(running.kind().name());
            out.writeInt(running.share());
            out.writeLong(running.begin());
            out.writeUTF(running.hold().name());
        }
    }

    private static @Nullable Running readRunning(DataInputStream in) throws IOException {
        return in.readBoolean()
                ? new Running(
                        in.readUTF(),
                        in.readInt(),
                        Step.Kind.valueOf(in.readUTF()),
                        in.readInt(),
                        in.readLong(),
                        Hold.valueOf(in.readUTF()))
                : null;
    }

    private static void writeVersion(KnownVersion version, DataOutputStream out)
            throws IOException {
        out.writeUTF(version.digest());
        out.writeInt(version.number());
        out.writeUTF(version.state().name());
        out.writeUTF(version.fingerprint());
        Long asOf = version.asOf();
        out.writeLong(asOf == null ? Long.MIN_VALUE : asOf);
        out.writeBoolean(version.needed());
        writeText(version.author(), out);
        out.writeInt(version.approvals().size());
        for (Approval approval : version.approvals()) {
            out.writeUTF(approval.actor());
            out.writeLong(approval.at());
        }
    }

    private static KnownVersion readVersion(DataInputStream in, byte format) throws IOException {
        String digest = in.readUTF();
        int number = in.readInt();
        VersionState state = VersionState.valueOf(in.readUTF());
        String fingerprint = in.readUTF();
        long asOf = in.readLong();
        return new KnownVersion(
                digest,
                number,
                state,
                fingerprint,
                asOf == Long.MIN_VALUE ? null : asOf,
                in.readBoolean(),
                format >= WITH_APPROVALS ? readText(in) : null,
                format >= WITH_APPROVALS ? readApprovals(in) : List.of());
    }

    private static List<Approval> readApprovals(DataInputStream in) throws IOException {
        List<Approval> approvals = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            approvals.add(new Approval(in.readUTF(), in.readLong()));
        }
        return approvals;
    }

    private static void writeWindow(Window window, DataOutputStream out) throws IOException {
        out.writeLong(window.key().start());
        out.writeLong(window.key().end());
        out.writeUTF(window.key().role().name());
        out.writeUTF(window.key().digest());
        out.writeInt(window.revision());
        out.writeLong(window.scored());
        out.writeLong(window.labelled());
        out.writeLong(window.positives());
        writeDouble(window.auc(), out);
        writeDouble(window.accuracy(), out);
    }

    private static Window readWindow(DataInputStream in, byte format) throws IOException {
        Key key = new Key(in.readLong(), in.readLong(), Role.valueOf(in.readUTF()), in.readUTF());
        return new Window(
                key,
                in.readInt(),
                format >= WITH_SCORED ? in.readLong() : 0,
                in.readLong(),
                in.readLong(),
                readDouble(in),
                readDouble(in));
    }

    /** SHA-256 of figures, so that a decision says which ones it was made on. */
    static String digest(Evidence evidence) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Window window : evidence.windows()) {
                writeWindow(window, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return ModelVersions.digest(bytes.toByteArray());
    }

    private static void writeText(@Nullable String text, DataOutputStream out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    private static @Nullable String readText(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    /** NaN is null: no score and no metric is NaN. */
    private static void writeDouble(@Nullable Double value, DataOutputStream out)
            throws IOException {
        out.writeDouble(value == null ? Double.NaN : value);
    }

    private static @Nullable Double readDouble(DataInputStream in) throws IOException {
        double value = in.readDouble();
        return Double.isNaN(value) ? null : value;
    }
}
