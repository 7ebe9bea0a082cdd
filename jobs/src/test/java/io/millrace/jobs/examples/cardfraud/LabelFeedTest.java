package io.millrace.jobs.examples.cardfraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.examples.cardfraud.Delivery.Kind;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

class LabelFeedTest {
    private static final int PAYMENTS = 18_000;
    private static final int HEADER = 5;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Schema schema = schema("chargebacks");
    private final List<Transaction> payments =
            CardFraudWorld.take(new CardFraudWorld(1, "txn"), PAYMENTS);
    private final Map<String, Transaction> byId =
            payments.stream().collect(Collectors.toMap(Transaction::id, payment -> payment));
    private final List<Delivery> feed = LabelFeed.of(payments, 1, schema, 18);

    private static Schema schema(String name) {
        try {
            Path file = Path.of("examples/card-fraud/" + name + ".avsc");
            return new Schema.Parser().parse(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void knowsHowManyOfEachFlawThereAre() {
        assertThat(Delivery.flaws(feed))
                .containsEntry("id is unknown", 20L)
                .containsEntry("payment was late", 18L)
                .containsEntry("after the horizon", 45L)
                .containsEntry("is_fraud is null", 4L)
                .containsKeys("random bytes", "no bytes", "cut in the middle", "id is empty");
        assertThat(corrected()).isBetween(30L, 36L);
        long spoilt = PAYMENTS / 600;
        assertThat(Kind.BAD_LABEL.in(feed)).isEqualTo(20 + 18 + 45 + spoilt);
    }

    @Test
    void comesInOrderOfTime() {
        assertThat(feed).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
    }

    /** The last label in time is the truth; there's one for each fraud and most good payments. */
    @Test
    void lastLabelWithinADayIsTheTruth() throws IOException {
        Map<String, Boolean> last = new HashMap<>();
        long second = 0;
        for (Delivery delivery : feed) {
            if (delivery.kind() == Kind.LABEL) {
                GenericRecord label = read(delivery);
                Transaction payment = payment(delivery.key());
                assertThat(delivery.time()).isEqualTo(label.get("reported_at"));
                assertThat(delivery.time() - payment.time()).isBetween(DAY / 12, DAY - 1);
                second += last.put(payment.id(), (boolean) label.get("is_fraud")) == null ? 0 : 1;
            }
        }
        last.forEach((id, fraud) -> assertThat(fraud).isEqualTo(payment(id).fraud()));
        assertThat(second).isEqualTo(corrected());
        long frauds = payments.stream().filter(Transaction::fraud).count();
        assertThat(last.values().stream().filter(fraud -> fraud).count())
                .isBetween(frauds - 10, frauds);
        assertThat(last.size() / (double) PAYMENTS).isBetween(0.89, 0.91);
    }

    /** Those that can be read are too late, of no payment, or of one that's late itself. */
    @Test
    void badLabelIsOfNoUse() {
        Set<String> late = latePayments();
        for (Delivery delivery : feed) {
            switch (delivery.flaw()) {
                case "after the horizon" ->
                        assertThat(delivery.time() - payment(delivery.key()).time())
                                .isBetween(DAY + 1, 2 * DAY);
                case "id is unknown" -> assertThat(byId.keySet()).doesNotContain(delivery.key());
                case "payment was late" -> assertThat(late).contains(delivery.key());
                default -> assertThat(late).doesNotContain(delivery.key());
            }
        }
    }

    @Test
    void sameSeedGivesTheSameBytes() {
        List<Delivery> again = LabelFeed.of(payments, 1, schema, 18);

        assertThat(again).hasSameSizeAs(feed);
        for (int i = 0; i < feed.size(); i++) {
            assertThat(again.get(i).value()).isEqualTo(feed.get(i).value());
        }
    }

    @Test
    void isMergedWithPaymentsByTime() {
        List<Delivery> onTime =
                CardFraudFeed.of(payments, 1, schema("transactions"), 17).stream()
                        .filter(delivery -> delivery.kind() != Kind.LATE)
                        .toList();

        List<Delivery> merged = Delivery.merged(onTime, feed);

        assertThat(merged).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
        assertThat(merged.stream().filter(delivery -> delivery.kind().isLabel())).isEqualTo(feed);
        assertThat(merged).hasSize(onTime.size() + feed.size());
    }

    private Transaction payment(@Nullable String id) {
        return Objects.requireNonNull(byId.get(id), id);
    }

    private long corrected() {
        return Delivery.flaws(feed).getOrDefault(LabelFeed.CORRECTED, 0L);
    }

    private Set<String> latePayments() {
        Set<String> ids = new HashSet<>();
        for (int i = 999; i < PAYMENTS; i += 1000) {
            ids.add(payments.get(i).id());
        }
        return ids;
    }

    private GenericRecord read(Delivery delivery) throws IOException {
        byte[] value = delivery.value();
        return new GenericDatumReader<GenericRecord>(schema)
                .read(
                        null,
                        DecoderFactory.get()
                                .binaryDecoder(value, HEADER, value.length - HEADER, null));
    }
}
