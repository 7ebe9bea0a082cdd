package io.millrace.jobs.examples.cardfraud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A seeded world of card payments, in event-time order: the same seed gives the same payments.
 *
 * <p>About three in a hundred are made by thieves. What gives one away is the difference from the
 * owner's own past: many payments in a short time, amounts far from the usual one, another country,
 * shops that sell what can be sold on. Owners travel and go shopping, too, and some thieves are
 * careful; so no rule is right every time.
 *
 * <p>A world may change at an instant: owners spend more at once, more on the web and in other
 * countries, and thieves take many small amounts instead of a few large ones. A model of before
 * then errs nearly always, and most of its inputs drift; one of the days after is as good as the
 * old one was.
 *
 * @see Owner
 * @see Thief
 */
public final class CardFraudWorld implements Iterator<Transaction> {
    /** The first payment comes a little after this instant. */
    public static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static final int ACCOUNTS = 240;

    private final Chance chance;
    private final String prefix;
    private final PriorityQueue<Visit> visits =
            new PriorityQueue<>(
                    Comparator.comparingLong(Visit::time).thenComparingInt(Visit::payerNumber));
    private long count;

    /** When a payer pays next. */
    private record Visit(long time, int payerNumber, Payer payer) {}

    /**
     * @param prefix of the payments' ids, so that two worlds' ids differ
     * @param changeAt when the world changes, in event time; until then it's the world of the same
     *     seed that doesn't
     */
    public CardFraudWorld(long seed, String prefix, Optional<Instant> changeAt) {
        this.prefix = prefix;
        chance = new Chance(seed);
        Era.Calendar calendar = new Era.Calendar(changeAt);
        Market market = new Market(chance);
        for (int i = 0; i < ACCOUNTS; i++) {
            Account account =
                    new Account("acc-%03d".formatted(i), Place.any(chance), chance.around(22, 0.6));
            enter(2 * i, new Owner(account, market, calendar, chance));
            enter(2 * i + 1, new Thief(account, market, calendar, chance));
        }
    }

    /** A world that doesn't change. */
    public CardFraudWorld(long seed, String prefix) {
        this(seed, prefix, Optional.empty());
    }

    private void enter(int payerNumber, Payer payer) {
        visits.add(new Visit(payer.next(START.toEpochMilli()), payerNumber, payer));
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
        Visit visit = visits.remove();
        Transaction payment = transaction(visit.time(), visit.payer().pay(visit.time()));
        long next = visit.payer().next(visit.time());
        visits.add(new Visit(next, visit.payerNumber(), visit.payer()));
        return payment;
    }

    private Transaction transaction(long time, Payer.Purchase purchase) {
        Place shop = purchase.merchant().place();
        return new Transaction(
                "%s-%07d".formatted(prefix, count++),
                time,
                purchase.account().id(),
                purchase.merchant().id(),
                hundredths(Math.max(0.5, Math.min(20_000, purchase.amount()))),
                purchase.account().home().currency,
                purchase.place().country,
                chance.happens(purchase.declined()) ? "DECLINED" : "APPROVED",
                shop == null ? null : hundredths(shop.latitude + 0.1 * chance.normal()),
                shop == null ? null : hundredths(shop.longitude + 0.1 * chance.normal()),
                purchase.fraud());
    }

    private static double hundredths(double amount) {
        return StrictMath.round(amount * 100) / 100.0;
    }
}
