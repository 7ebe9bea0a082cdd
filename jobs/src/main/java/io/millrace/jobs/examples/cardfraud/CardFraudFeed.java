package io.millrace.jobs.examples.cardfraud;

import io.millrace.jobs.examples.cardfraud.Delivery.Kind;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a producer makes of a world's payments: out of order within the bound, some sent twice, some
 * broken in each of a dozen ways, some forgotten and sent much later. How many of each kind is
 * known, so that the topics can be checked against it.
 */
public final class CardFraudFeed {
    private static final long MOST_DELAY = Duration.ofSeconds(4).toMillis();
    private static final int DUPLICATE_EVERY = 400;
    private static final int BAD_EVERY = 300;
    private static final int LATE_EVERY = 1000;
    private static final int UNKNOWN_SCHEMA = 999_999;
    private static final long YEAR_9999 = Instant.parse("9999-01-01T00:00:00Z").toEpochMilli();

    private final SplittableRandom random;
    private final TransactionEncoder encoder;
    private final List<Spoil> ways = ways();

    private CardFraudFeed(long seed, Schema schema, int schemaId) {
        random = new SplittableRandom(seed);
        encoder = new TransactionEncoder(schema, schemaId);
    }

    /** Makes bytes that must end as a dead letter. */
    private interface Spoil {
        byte[] of(GenericRecord record);
    }

    /**
     * @param schemaId under which {@code schema} is registered
     * @return in the order in which they're sent; the late ones at the end
     */
    public static List<Delivery> of(
            List<Transaction> payments, long seed, Schema schema, int schemaId) {
        CardFraudFeed feed = new CardFraudFeed(seed, schema, schemaId);
        List<Delivery> onTime = new ArrayList<>();
        List<Delivery> late = new ArrayList<>();
        for (int i = 0; i < payments.size(); i++) {
            feed.deliver(payments.get(i), i, onTime, late);
        }
        onTime.sort(Comparator.comparingLong(Delivery::time));
        onTime.addAll(late);
        return onTime;
    }

    private void deliver(
            Transaction payment, int index, List<Delivery> onTime, List<Delivery> late) {
        byte[] value = encoder.encode(encoder.record(payment));
        long sent = payment.time() + random.nextLong(MOST_DELAY);
        if (index % LATE_EVERY == LATE_EVERY - 1) {
            late.add(new Delivery(Kind.LATE, sent, payment.account(), value));
            return;
        }
        onTime.add(new Delivery(Kind.GOOD, sent, payment.account(), value));
        if (index % DUPLICATE_EVERY == DUPLICATE_EVERY - 1) {
            onTime.add(new Delivery(Kind.DUPLICATE, sent + 1, payment.account(), value));
        }
        if (index % BAD_EVERY == BAD_EVERY - 1) {
            Spoil way = ways.get(index / BAD_EVERY % ways.size());
            byte[] spoilt = way.of(spoilable(payment, index));
            onTime.add(new Delivery(Kind.BAD, sent, payment.account(), spoilt));
        }
    }

    /** A payment of its own id, so that what's wrong with it is one thing only. */
    private GenericRecord spoilable(Transaction payment, int index) {
        GenericRecord record = encoder.record(payment);
        record.put("transaction_id", "bad-" + index);
        return record;
    }

    private List<Spoil> ways() {
        return List.of(
                record -> randomBytes(),
                record -> new byte[0],
                record -> cut(encoder.encode(record)),
                record -> withSchema(encoder.encode(record), UNKNOWN_SCHEMA),
                record -> with(record, "amount", -5.0),
                record -> with(record, "amount", Double.NaN),
                record -> with(record, "amount", 1e9),
                record -> with(record, "currency", "ZZZ"),
                record -> with(record, "country", "Germany"),
                record -> with(record, "transaction_id", ""),
                record -> with(record, "occurred_at", YEAR_9999),
                record -> trailing(encoder.encode(record)));
    }

    private byte[] with(GenericRecord record, String field, Object value) {
        record.put(field, value);
        return encoder.encode(record);
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        bytes[0] = 7;
        return bytes;
    }

    private static byte[] cut(byte[] value) {
        return java.util.Arrays.copyOf(value, value.length / 2);
    }

    private static byte[] trailing(byte[] value) {
        return java.util.Arrays.copyOf(value, value.length + 3);
    }

    private static byte[] withSchema(byte[] value, int schemaId) {
        byte[] payload = java.util.Arrays.copyOfRange(value, WireFormat.HEADER, value.length);
        return WireFormat.frame(schemaId, payload);
    }
}
