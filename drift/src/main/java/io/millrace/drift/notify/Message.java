package io.millrace.drift.notify;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one webhook is to be told.
 *
 * @param since when it was first meant to go out, epoch milliseconds
 * @param attempts that have failed
 */
public record Message(AlertRecord record, Kind kind, long since, int attempts) {

    /** Why it's told. */
    public enum Kind {
        /** An alert opens, or becomes more severe. */
        FIRING,
        /** It goes on. */
        REPEATED,
        /** It's over. */
        RESOLVED
    }

    String alertId() {
        return record.alert().getAlertId();
    }

    Message failedOnceMore() {
        return new Message(record, kind, since, attempts + 1);
    }

    void write(DataOutput out) throws IOException {
        record.write(out);
        out.writeByte(kind.ordinal());
        Compact.writeSigned(since, out);
        Compact.writeUnsigned(attempts, out);
    }

    static Message read(DataInput in) throws IOException {
        return new Message(
                AlertRecord.read(in),
                Kind.values()[in.readByte()],
                Compact.readSigned(in),
                Compact.readSize(in));
    }
}
