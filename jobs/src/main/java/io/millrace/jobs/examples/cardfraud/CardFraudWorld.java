package io.millrace.jobs.examples.cardfraud;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A seeded world of card payments, in event-time order: the same seed gives the same payments.
 *
 * <p>Customers pay at their own pace, near home, mostly at merchants that they know, amounts around
 * their own mean (log-normal). Now and then a card is stolen for some hours: the thief first tries
 * small amounts, then takes large ones, in quick succession, at merchants that sell what can be
 * sold on, often far away. So what gives a thief away is a difference from the customer's own past.
 */
public final class CardFraudWorld implements Iterator<Transaction> {
    /** The first payment comes a little after this instant. */
    public static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static final int ACCOUNTS = 400;
    private static final int MERCHANTS = 150;
    private static final int RISKY_MERCHANTS = 15;
    private static final long MEAN_PAUSE = Duration.ofHours(3).toMillis();
    private static final long MEAN_QUIET = Duration.ofDays(8).toMillis();
    private static final long THEFT = Duration.ofHours(3).toMillis();
    private static final long THIEF_PAUSE = Duration.ofMinutes(12).toMillis();
    private static final String[] COUNTRIES = {"DE", "FR", "ES", "IT", "PT", "NL"};

    private final SplittableRandom random;
    private final PriorityQueue<Customer> byNextPayment =
            new PriorityQueue<>(
                    Comparator.comparingLong((Customer customer) -> customer.next)
                            .thenComparing(customer -> customer.account));
    private final String prefix;
    private long count;

    /**
     * @param prefix of the payments' ids, so that two worlds' ids differ
     */
    public CardFraudWorld(long seed, String prefix) {
        this.random = new SplittableRandom(seed);
        this.prefix = prefix;
        for (int i = 0; i < ACCOUNTS; i++) {
            byNextPayment.add(new Customer("acc-%04d".formatted(i)));
        }
    }

    /** The next payments of a world. */
    public static List<Transaction> take(CardFraudWorld world, int count) {
        List<Transaction> taken = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            taken.add(world.next());
        }
        return taken;
    }

    /** The world doesn't end. */
    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Transaction next() {
        Customer customer = byNextPayment.remove();
        Transaction payment = customer.pay();
        byNextPayment.add(customer);
        return payment;
    }

    private long pause(double mean) {
        return 1 + (long) (-mean * StrictMath.log(1 - random.nextDouble()));
    }

    /** Standard normal, by Box and Muller; StrictMath gives the same bits everywhere. */
    private double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }

    private static double cents(double amount) {
        return StrictMath.round(amount * 100) / 100.0;
    }

    /** A card's owner, and for some hours its thief. */
    private final class Customer {
        private final String account;
        private final double meanLogAmount = 3 + 0.7 * normal();
        private final double pace = 0.4 + 1.2 * random.nextDouble();
        private final double latitude = 38 + 15 * random.nextDouble();
        private final double longitude = -8 + 22 * random.nextDouble();
        private final String home = COUNTRIES[random.nextInt(COUNTRIES.length)];
        private final int[] favourites = random.ints(8, 0, MERCHANTS).toArray();
        private long next = START.toEpochMilli() + pause(MEAN_PAUSE);
        private long stolenFrom = START.toEpochMilli() + pause(MEAN_QUIET);
        private int stolenPayments;

        Customer(String account) {
            this.account = account;
        }

        Transaction pay() {
            return next >= stolenFrom ? payByThief() : payByOwner();
        }

        private Transaction payByOwner() {
            long time = next;
            next = Math.min(time + pause(MEAN_PAUSE * pace), Math.max(time + 1, stolenFrom));
            int merchant =
                    random.nextInt(10) < 8
                            ? favourites[random.nextInt(favourites.length)]
                            : random.nextInt(MERCHANTS);
            double amount = StrictMath.exp(meanLogAmount + 0.6 * normal());
            boolean online = random.nextInt(10) < 2;
            String country = random.nextInt(25) == 0 ? anyCountry() : home;
            return payment(time, merchant, amount, country, 0.3, online, 3, false);
        }

        private Transaction payByThief() {
            long time = next;
            boolean trying = stolenPayments < 2;
            stolenPayments++;
            next = time + pause(THIEF_PAUSE);
            if (next > stolenFrom + THEFT) {
                stolenFrom = next + pause(MEAN_QUIET);
                stolenPayments = 0;
            }
            int merchant =
                    random.nextInt(10) < 6
                            ? random.nextInt(RISKY_MERCHANTS)
                            : random.nextInt(MERCHANTS);
            double amount =
                    trying
                            ? 1 + 4 * random.nextDouble()
                            : StrictMath.exp(meanLogAmount + 1.3 + 0.7 * normal());
            boolean online = random.nextInt(10) < 4;
            String country = random.nextInt(10) < 4 ? anyCountry() : home;
            return payment(time, merchant, amount, country, 6, online, 10, true);
        }

        private String anyCountry() {
            return COUNTRIES[random.nextInt(COUNTRIES.length)];
        }

        private Transaction payment(
                long time,
                int merchant,
                double amount,
                String country,
                double spread,
                boolean online,
                int declinedPercent,
                boolean fraud) {
            return new Transaction(
                    "%s-%07d".formatted(prefix, count++),
                    time,
                    account,
                    "mer-%03d".formatted(merchant),
                    cents(Math.max(0.5, amount)),
                    "EUR",
                    country,
                    random.nextInt(100) < declinedPercent ? "DECLINED" : "APPROVED",
                    online ? null : cents(latitude + spread * normal()),
                    online ? null : cents(longitude + spread * normal()),
                    fraud);
        }
    }
}
