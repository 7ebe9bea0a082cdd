package io.millrace.drift.notify;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** An alert that a webhook is told about, from its beginning until its end is told. */
final class OpenAlert {
    private static final long NEVER = Long.MIN_VALUE;

    AlertRecord newest;

    /** When it was last told, epoch milliseconds. */
    long toldAt = NEVER;

    /** Whether a silence held back what there was to tell. */
    boolean held;

    /** Whether its end waits to be told. */
    boolean over;

    OpenAlert(AlertRecord newest) {
        this.newest = newest;
    }

    boolean isTold() {
        return toldAt != NEVER;
    }

    Message.Kind kindOfNext() {
        return held ? Message.Kind.FIRING : Message.Kind.REPEATED;
    }

    void write(DataOutput out) throws IOException {
        newest.write(out);
        Compact.writeSigned(toldAt, out);
        out.writeBoolean(held);
        out.writeBoolean(over);
    }

    static OpenAlert read(DataInput in) throws IOException {
        OpenAlert read = new OpenAlert(AlertRecord.read(in));
        read.toldAt = Compact.readSigned(in);
        read.held = in.readBoolean();
        read.over = in.readBoolean();
        return read;
    }
}
