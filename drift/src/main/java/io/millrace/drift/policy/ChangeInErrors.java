package io.millrace.drift.policy;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A change that was detected, and how far its schedule has come. */
final class ChangeInErrors {
    /** Event time of the first row after it. */
    final long since;

    final String detector;
    final double lossBefore;
    final double lossSince;
    final String alertId;

    /** Labelled rows since then. */
    long rows;

    /** Steps of the schedule that are done. */
    int steps;

    ChangeInErrors(
            long since,
            String detector,
            double lossBefore,
            double lossSince,
            String alertId,
            long rows) {
        this.since = since;
        this.detector = detector;
        this.lossBefore = lossBefore;
        this.lossSince = lossSince;
        this.alertId = alertId;
        this.rows = rows;
    }

    void write(DataOutput out) throws IOException {
        Compact.writeSigned(since, out);
        Compact.writeText(detector, out);
        out.writeDouble(lossBefore);
        out.writeDouble(lossSince);
        Compact.writeText(alertId, out);
        Compact.writeUnsigned(rows, out);
        Compact.writeUnsigned(steps, out);
    }

    static ChangeInErrors read(DataInput in) throws IOException {
        ChangeInErrors read =
                new ChangeInErrors(
                        Compact.readSigned(in),
                        Compact.readText(in),
                        in.readDouble(),
                        in.readDouble(),
                        Compact.readText(in),
                        Compact.readUnsigned(in));
        read.steps = Compact.readSize(in);
        return read;
    }
}
