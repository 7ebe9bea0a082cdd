package io.millrace.jobs.examples.cardfraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.examples.cardfraud.Delivery.Kind;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class CardFraudFeedTest {
    private static final int PAYMENTS = 12_000;
    private static final int SCHEMA_ID = 17;

    private final Schema schema = schema();
    private final List<Delivery> feed = feed(1);

    private static Schema schema() {
        try {
            return new Schema.Parser()
                    .parse(Path.of("examples/card-fraud/transactions.avsc").toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Delivery> feed(long seed) {
        List<Transaction> payments = CardFraudWorld.take(new CardFraudWorld(seed, "txn"), PAYMENTS);
        return CardFraudFeed.of(payments, seed, schema, SCHEMA_ID);
    }

    @Test
    void knowsHowManyOfEachKindThereAre() {
        assertThat(Kind.LATE.in(feed)).isEqualTo(12);
        assertThat(Kind.GOOD.in(feed)).isEqualTo(PAYMENTS - 12);
        assertThat(Kind.BAD.in(feed)).isEqualTo(PAYMENTS / 300);
        assertThat(Kind.DUPLICATE.in(feed)).isEqualTo(PAYMENTS / 400 - PAYMENTS / 2_000);
        assertThat(Delivery.flaws(feed))
                .hasSize(19)
                .containsEntry("amount is NaN", 3L)
                .containsEntry("merchant is null", 3L)
                .containsEntry("account is unknown", 16L)
                .containsEntry("sent at the end", 12L);
    }

    @Test
    void eachGoodPaymentComesOnceAndCanBeRead() throws Exception {
        Set<String> ids = new HashSet<>();
        for (Delivery delivery : feed) {
            if (delivery.kind() == Kind.GOOD) {
                GenericRecord record = read(delivery);
                assertThat(ids.add(record.get("transaction_id").toString())).isTrue();
                Object account = record.get("account_id");
                assertThat(delivery.key()).isEqualTo(account == null ? null : account.toString());
            }
        }
        for (Delivery delivery : feed) {
            if (delivery.kind() == Kind.DUPLICATE) {
                assertThat(ids).contains(read(delivery).get("transaction_id").toString());
            } else if (delivery.kind() == Kind.LATE) {
                assertThat(ids).doesNotContain(read(delivery).get("transaction_id").toString());
            }
        }
    }

    /** The bound is 5 s: what's on time is never behind it, what's repeated isn't late by then. */
    @Test
    void paymentsAreOutOfOrderWithinTheBound() throws Exception {
        long bound = Duration.ofSeconds(5).toMillis();
        long newest = 0;
        int behind = 0;
        for (Delivery delivery : feed) {
            if (delivery.kind() == Kind.GOOD || delivery.kind() == Kind.DUPLICATE) {
                long time = (long) read(delivery).get("occurred_at");
                assertThat(time).isGreaterThan(newest - bound);
                behind += time < newest ? 1 : 0;
                newest = Math.max(newest, time);
            }
        }
        assertThat(behind).isGreaterThan(100);
    }

    @Test
    void lateOnesComeLast() {
        assertThat(feed.subList(feed.size() - 12, feed.size()))
                .allMatch(delivery -> delivery.kind() == Kind.LATE);
    }

    @Test
    void sameSeedGivesTheSameBytes() {
        List<Delivery> again = feed(1);

        assertThat(again).hasSameSizeAs(feed);
        for (int i = 0; i < feed.size(); i++) {
            assertThat(again.get(i).value()).isEqualTo(feed.get(i).value());
        }
    }

    private GenericRecord read(Delivery delivery) throws IOException {
        ByteBuffer value = ByteBuffer.wrap(delivery.value());
        assertThat(value.get()).isZero();
        assertThat(value.getInt()).isEqualTo(SCHEMA_ID);
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(value.array(), 5, value.remaining(), null);
        GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        return record;
    }
}
