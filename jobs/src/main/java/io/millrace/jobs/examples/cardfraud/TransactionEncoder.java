package io.millrace.jobs.examples.cardfraud;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Writes payments. */
final class TransactionEncoder {
    private final RecordEncoder encoder;

    TransactionEncoder(Schema schema, int schemaId) {
        encoder = new RecordEncoder(schema, schemaId);
    }

    /** The payment's record, which the caller may spoil. */
    GenericRecord record(Transaction payment) {
        GenericRecord record = encoder.record();
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
        return encoder.encode(record);
    }
}
