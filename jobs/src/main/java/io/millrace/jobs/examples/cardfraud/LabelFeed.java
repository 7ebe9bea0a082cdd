package io.millrace.jobs.examples.cardfraud;

import io.millrace.jobs.examples.cardfraud.Delivery.Kind;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * What a bank tells of a world's payments, each at its time: frauds within 2 to 20 hours, most good
 * payments within a day, one in ten good ones never. Now and then a label is corrected, comes after
 * the horizon, is about a payment that was never answered, or can't be read.
 *
 * <p>With a horizon of a day and 0 as the default, each answered payment is one training example,
 * and each {@value #CORRECTED} label one more: a new revision.
 */
public final class LabelFeed {
    /** Flaw of a label that takes back an earlier one. */
    public static final String CORRECTED = "corrected";

    private static final double HOUR = Duration.ofHours(1).toMillis();
    private static final double UNLABELLED = 0.1;
    private static final int CORRECTED_EVERY = 500;
    private static final int TOO_LATE_EVERY = 400;
    private static final int UNKNOWN_EVERY = 900;
    private static final int BROKEN_EVERY = 600;

    private static final List<Spoil> WAYS =
            List.of(
                    new Spoil("random bytes", (feed, label) -> BrokenBytes.random(feed.random)),
                    new Spoil("no bytes", (feed, label) -> new byte[0]),
                    bytes("schema id is unknown", BrokenBytes::unknownSchema),
                    bytes("cut in the middle", BrokenBytes::cut),
                    bytes("bytes after the end", BrokenBytes::trailing),
                    field("is_fraud is null", "is_fraud", null),
                    field("id is empty", "transaction_id", ""));

    private final SplittableRandom random;
    private final Chance chance;
    private final RecordEncoder encoder;
    private final List<Delivery> deliveries = new ArrayList<>();

    private LabelFeed(long seed, Schema schema, int schemaId) {
        random = new SplittableRandom(~seed);
        chance = new Chance(seed);
        encoder = new RecordEncoder(schema, schemaId);
    }

    /**
     * @param payments the same as those of the payments' feed
     * @param schemaId under which {@code schema} is registered
     * @return in the order in which they're known; some later than the last payment
     */
    public static List<Delivery> of(
            List<Transaction> payments, long seed, Schema schema, int schemaId) {
        LabelFeed feed = new LabelFeed(seed, schema, schemaId);
        for (int i = 0; i < payments.size(); i++) {
            feed.tell(payments.get(i), i);
        }
        feed.deliveries.sort(Comparator.comparingLong(Delivery::time));
        return feed.deliveries;
    }

    private void tell(Transaction payment, int index) {
        if (is(index, UNKNOWN_EVERY)) {
            add(Kind.BAD_LABEL, "unknown-" + index, true, after(payment, 2, 20), "id is unknown");
        }
        if (is(index, BROKEN_EVERY)) {
            spoil(payment, index / BROKEN_EVERY);
        }
        if (CardFraudFeed.isLate(index)) {
            long time = after(payment, 2, 20);
            add(Kind.BAD_LABEL, payment.id(), payment.fraud(), time, "payment was late");
        } else if (is(index, TOO_LATE_EVERY)) {
            long time = after(payment, 25, 40);
            add(Kind.BAD_LABEL, payment.id(), payment.fraud(), time, "after the horizon");
        } else if (payment.fraud()) {
            add(Kind.LABEL, payment.id(), true, after(payment, 2, 20), "");
        } else if (is(index, CORRECTED_EVERY)) {
            add(Kind.LABEL, payment.id(), true, after(payment, 2, 10), "");
            add(Kind.LABEL, payment.id(), false, after(payment, 11, 23), CORRECTED);
        } else if (!chance.happens(UNLABELLED)) {
            add(Kind.LABEL, payment.id(), false, after(payment, 2, 23.5), "");
        }
    }

    private static boolean is(int index, int every) {
        return index % every == every / 2;
    }

    private long after(Transaction payment, double fewestHours, double mostHours) {
        return payment.time() + (long) (HOUR * chance.between(fewestHours, mostHours));
    }

    private void add(Kind kind, String id, boolean fraud, long time, String flaw) {
        byte[] value = encoder.encode(record(id, fraud, time));
        deliveries.add(new Delivery(kind, time, id, value, flaw));
    }

    private GenericRecord record(String id, boolean fraud, long time) {
        GenericRecord record = encoder.record();
        record.put("transaction_id", id);
        record.put("is_fraud", fraud);
        record.put("reported_at", time);
        return record;
    }

    /** Besides the payment's own label, if it has one. */
    private void spoil(Transaction payment, int number) {
        Spoil way = WAYS.get(number % WAYS.size());
        long time = after(payment, 2, 20);
        byte[] value = way.how().of(this, record(payment.id(), payment.fraud(), time));
        deliveries.add(new Delivery(Kind.BAD_LABEL, time, payment.id(), value, way.flaw()));
    }

    /** Something done to a label, so that it must end as a dead letter. */
    private record Spoil(String flaw, How how) {
        private interface How {
            byte[] of(LabelFeed feed, GenericRecord label);
        }
    }

    private static Spoil bytes(String flaw, UnaryOperator<byte[]> how) {
        return new Spoil(flaw, (feed, label) -> how.apply(feed.encoder.encode(label)));
    }

    private static Spoil field(String flaw, String field, @Nullable Object value) {
        return new Spoil(
                flaw,
                (feed, label) -> {
                    label.put(field, value);
                    return feed.encoder.encode(label);
                });
    }
}
