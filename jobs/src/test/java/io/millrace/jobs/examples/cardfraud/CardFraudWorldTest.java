package io.millrace.jobs.examples.cardfraud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

class CardFraudWorldTest {

    @Test
    void sameSeedGivesSamePayments() {
        assertThat(world(7, 5_000)).isEqualTo(world(7, 5_000)).isNotEqualTo(world(8, 5_000));
    }

    /** Worlds of one seed stay the same from release to release, or figures can't be compared. */
    @Test
    void firstPaymentStaysAsItIs() {
        assertThat(world(42, 1).get(0).toString())
                .isEqualTo(
                        "Transaction[id=txn-0000000, time=1772323350877, account=acc-171,"
                                + " merchant=mer-0009, amount=67.27, currency=EUR, country=DE,"
                                + " status=APPROVED, latitude=52.62, longitude=13.17, fraud=false]");
    }

    @Test
    void worldsOfOneSeedAreTheSameUntilOneChanges() {
        Instant changeAt = CardFraudWorld.START.plus(Duration.ofDays(2));
        List<Transaction> quiet = world(7, 8_000);
        List<Transaction> changed =
                CardFraudWorld.take(new CardFraudWorld(7, "txn", Optional.of(changeAt)), 8_000);

        int same = 0;
        while (changed.get(same).time() < changeAt.toEpochMilli()) {
            assertThat(changed.get(same)).isEqualTo(quiet.get(same));
            same++;
        }
        assertThat(same).isGreaterThan(2_000);
        assertThat(mean(changed.subList(same, 8_000))).isGreaterThan(1.7 * mean(quiet));
    }

    private static double mean(List<Transaction> payments) {
        return payments.stream().mapToDouble(Transaction::amount).average().orElseThrow();
    }

    @Test
    void paymentsComeInOrderOfTimeWithTheirOwnIds() {
        List<Transaction> payments = world(3, 10_000);

        assertThat(payments).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
        assertThat(payments.stream().map(Transaction::id)).doesNotHaveDuplicates();
        assertThat(Instant.ofEpochMilli(payments.get(0).time())).isAfter(CardFraudWorld.START);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aFewInAHundredAreFraud(long seed) {
        List<Transaction> payments = world(seed, 20_000);

        double share = payments.stream().filter(Transaction::fraud).count() / 20_000.0;
        assertThat(share).as("seed %d", seed).isBetween(0.025, 0.045);
    }

    @Test
    void paymentsMeetThePipelinesExpectations() {
        List<Transaction> payments = world(5, 20_000);

        assertThat(payments).allMatch(payment -> payment.amount() >= 0.5);
        assertThat(payments).allMatch(payment -> payment.amount() <= 20_000);
        assertThat(values(payments, Transaction::currency)).containsExactly("EUR", "GBP", "USD");
        assertThat(values(payments, Transaction::status)).containsExactly("APPROVED", "DECLINED");
        assertThat(values(payments, Transaction::country)).allMatch(c -> c.matches("[A-Z]{2}"));
        assertThat(payments)
                .allMatch(payment -> (payment.latitude() == null) == (payment.longitude() == null))
                .anyMatch(payment -> payment.latitude() == null);
    }

    private static Set<String> values(
            List<Transaction> payments, java.util.function.Function<Transaction, String> field) {
        return payments.stream()
                .map(field)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
    }

    private static List<Transaction> world(long seed, int payments) {
        return CardFraudWorld.take(new CardFraudWorld(seed, "txn"), payments);
    }
}
