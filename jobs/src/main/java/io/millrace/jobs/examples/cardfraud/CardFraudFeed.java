package io.millrace.jobs.examples.cardfraud;

import io.millrace.jobs.examples.cardfraud.Delivery.Kind;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

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
    private static final int UNKNOWN_ACCOUNT_EVERY = 700;
    private static final long YEAR_9999 = Instant.parse("9999-01-01T00:00:00Z").toEpochMilli();

    private static final List<Spoil> WAYS =
            List.of(
                    new Spoil("random bytes", (feed, record) -> BrokenBytes.random(feed.random)),
                    new Spoil("no bytes", (feed, record) -> new byte[0]),
                    bytes("magic byte is 1", BrokenBytes::otherMagic),
                    bytes("schema id is unknown", BrokenBytes::unknownSchema),
                    bytes("cut in the middle", BrokenBytes::cut),
                    bytes("bytes after the end", BrokenBytes::trailing),
                    spoil("merchant is null", "merchant_id", null),
                    spoil("id is empty", "transaction_id", ""),
                    spoil("amount is negative", "amount", -5.0),
                    spoil("amount is NaN", "amount", Double.NaN),
                    spoil("amount is infinite", "amount", Double.POSITIVE_INFINITY),
                    spoil("amount is out of range", "amount", 1e9),
                    spoil("currency is unknown", "currency", "ZZZ"),
                    spoil("country isn't a code", "country", "Germany"),
                    spoil("time is in the year 9999", "occurred_at", YEAR_9999));

    private final SplittableRandom random;
    private final TransactionEncoder encoder;

    private CardFraudFeed(long seed, Schema schema, int schemaId) {
        random = new SplittableRandom(seed);
        encoder = new TransactionEncoder(schema, schemaId);
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

    /** Whether a world's payment of this index is forgotten, and sent at the end. */
    static boolean isLate(int index) {
        return index % LATE_EVERY == LATE_EVERY - 1;
    }

    private void deliver(
            Transaction payment, int index, List<Delivery> onTime, List<Delivery> late) {
        boolean unknown = index % UNKNOWN_ACCOUNT_EVERY == UNKNOWN_ACCOUNT_EVERY - 1;
        String account = unknown ? null : payment.account();
        GenericRecord record = encoder.record(payment);
        record.put("account_id", account);
        byte[] value = encoder.encode(record);
        String flaw = unknown ? "account is unknown" : "";
        long sent = payment.time() + random.nextLong(MOST_DELAY);
        if (isLate(index)) {
            late.add(new Delivery(Kind.LATE, sent, account, value, "sent at the end"));
        } else {
            onTime.add(new Delivery(Kind.GOOD, sent, account, value, flaw));
            if (index % DUPLICATE_EVERY == DUPLICATE_EVERY - 1) {
                onTime.add(duplicate(payment, index, sent, account));
            }
        }
        if (index % BAD_EVERY == BAD_EVERY - 1) {
            Spoil way = WAYS.get(index / BAD_EVERY % WAYS.size());
            byte[] spoilt = way.how().of(this, spoilable(payment, index));
            onTime.add(new Delivery(Kind.BAD, sent, payment.account(), spoilt, way.flaw()));
        }
    }

    /** The first one counts, whatever the second one says. */
    private Delivery duplicate(
            Transaction payment, int index, long sent, @Nullable String account) {
        GenericRecord record = encoder.record(payment);
        record.put("account_id", account);
        boolean other = index / DUPLICATE_EVERY % 2 == 1;
        if (other) {
            record.put("amount", payment.amount() + 1);
        }
        String flaw = other ? "sent twice, with another amount" : "sent twice";
        return new Delivery(Kind.DUPLICATE, sent + 1, account, encoder.encode(record), flaw);
    }

    /** A payment of its own id, so that what's wrong with it is one thing only. */
    private GenericRecord spoilable(Transaction payment, int index) {
        GenericRecord record = encoder.record(payment);
        record.put("transaction_id", "bad-" + index);
        return record;
    }

    /** Something done to a record, so that it must end as a dead letter. */
    private record Spoil(String flaw, How how) {
        private interface How {
            byte[] of(CardFraudFeed feed, GenericRecord record);
        }
    }

    private static Spoil bytes(String flaw, UnaryOperator<byte[]> how) {
        return new Spoil(flaw, (feed, record) -> how.apply(feed.encoder.encode(record)));
    }

    private static Spoil spoil(String flaw, String field, @Nullable Object value) {
        return new Spoil(
                flaw,
                (feed, record) -> {
                    record.put(field, value);
                    return feed.encoder.encode(record);
                });
    }
}
