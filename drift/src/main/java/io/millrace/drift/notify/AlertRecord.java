package io.millrace.drift.notify;

import io.millrace.drift.codec.Compact;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.serde.PlainAvro;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * An alert's record, with its place on its topic.
 *
 * @param writtenAt its Kafka timestamp, epoch milliseconds
 */
public record AlertRecord(DriftAlert alert, int partition, long offset, long writtenAt) {

    void write(DataOutput out) throws IOException {
        byte[] bytes = PlainAvro.write(alert, DriftAlert.class);
        Compact.writeUnsigned(bytes.length, out);
        out.write(bytes);
        Compact.writeUnsigned(partition, out);
        Compact.writeUnsigned(offset, out);
        Compact.writeSigned(writtenAt, out);
    }

    static AlertRecord read(DataInput in) throws IOException {
        byte[] bytes = new byte[Compact.readSize(in)];
        in.readFully(bytes);
        return new AlertRecord(
                PlainAvro.read(bytes, DriftAlert.class),
                Compact.readSize(in),
                Compact.readUnsigned(in),
                Compact.readSigned(in));
    }
}
