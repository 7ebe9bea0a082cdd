package io.millrace.jobs.examples.cardfraud;

import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes payments as any producer would: generic Avro in the Confluent wire format. */
final class TransactionEncoder {
    private final Schema schema;
    private final int schemaId;
    private final GenericDatumWriter<GenericRecord> writer;

    TransactionEncoder(Schema schema, int schemaId) {
        this.schema = schema;
        this.schemaId = schemaId;
        this.writer = new GenericDatumWriter<>(schema);
    }

    /** The payment's record, which the caller may spoil. */
    GenericRecord record(Transaction payment) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("transaction_id", payment.id());
        record.put("occurred_at", payment.time());
        record.put("account_id", payment.account());
        record.put("merchant_id", payment.merchant());
        record.put("amount", payment.amount());
        record.put("currency", payment.currency());
        record.put("country", payment.country());
        record.put("status", payment.status());
        record.put("lat", payment.latitude());
        record.put("lon", payment.longitude());
        return record;
    }

    byte[] encode(GenericRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return WireFormat.frame(schemaId, bytes.toByteArray());
    }
}
