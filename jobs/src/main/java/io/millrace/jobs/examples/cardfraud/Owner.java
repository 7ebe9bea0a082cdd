package io.millrace.jobs.examples.cardfraud;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Pays at an own pace, mostly by day, mostly where it's known, amounts around the own usual one.
 * But also does what looks like a theft and isn't one: a trip abroad, a day of shopping, a new
 * sofa.
 */
final class Owner implements Payer {
    private static final double DAY = Duration.ofDays(1).toMillis();
    private static final double HOUR = Duration.ofHours(1).toMillis();
    private static final double MINUTE = Duration.ofMinutes(1).toMillis();
    private static final double KNOWN = 0.75;

    private final Account account;
    private final Market market;
    private final Era.Calendar calendar;
    private final Chance chance;
    private final double pace;
    private final List<Merchant> shops;
    private final List<Merchant> webShops;
    private Place at;
    private long until;
    private int shopping;

    Owner(Account account, Market market, Era.Calendar calendar, Chance chance) {
        this.account = account;
        this.market = market;
        this.calendar = calendar;
        this.chance = chance;
        pace = chance.around(1, 0.4);
        shops = Stream.generate(() -> market.shop(account.home(), chance)).limit(6).toList();
        webShops = Stream.generate(() -> market.webShop(chance)).limit(4).toList();
        at = account.home();
    }

    @Override
    public Purchase pay(long time) {
        Habits habits = Habits.of(calendar.at(time));
        travel(time, habits);
        Merchant merchant = merchant(habits);
        double amount =
                account.usualAmount() * habits.times() * merchant.price() * chance.around(1, 0.45);
        if (chance.happens(0.01)) {
            amount *= chance.between(3, 8);
        }
        Place place = merchant.place() == null ? webPlace(habits) : at;
        return new Purchase(account, merchant, amount, place, 0.03, false);
    }

    private void travel(long time, Habits habits) {
        if (time < until) {
            return;
        }
        boolean away = chance.happens(habits.trip());
        at = away ? account.home().otherCountry(chance) : account.home();
        until = away ? time + (long) (DAY * chance.between(0.5, 3)) : time;
    }

    private Merchant merchant(Habits habits) {
        boolean web = chance.happens(habits.web());
        boolean known = chance.happens(KNOWN);
        if (web) {
            return known ? chance.oneOf(webShops) : market.webShop(chance);
        }
        return known && at == account.home() ? chance.oneOf(shops) : market.shop(at, chance);
    }

    private Place webPlace(Habits habits) {
        return chance.happens(habits.foreign())
                ? account.home().otherCountry(chance)
                : account.home();
    }

    @Override
    public long next(long time) {
        Habits habits = Habits.of(calendar.at(time));
        if (shopping > 0) {
            shopping--;
            return time + chance.pause(8 * MINUTE);
        }
        if (chance.happens(habits.spree())) {
            shopping = chance.whole(1, 4);
        }
        long next = time + chance.pause(DAY / (pace * habits.paymentsADay()));
        boolean asleep = next % DAY < 6 * HOUR && chance.happens(0.85);
        return asleep ? next + (long) (HOUR * chance.between(6, 9)) : next;
    }
}
