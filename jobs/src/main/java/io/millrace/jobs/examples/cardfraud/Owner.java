package io.millrace.jobs.examples.cardfraud;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pays at an own pace, mostly by day, mostly where it's known, amounts around the own usual one.
 * But also does what looks like a theft and isn't one: a trip abroad, a day of shopping, a new
 * sofa.
 */
final class Owner implements Payer {
    private static final double DAY = Duration.ofDays(1).toMillis();
    private static final double HOUR = Duration.ofHours(1).toMillis();
    private static final double MINUTE = Duration.ofMinutes(1).toMillis();

    private final Account account;
    private final Market market;
    private final Chance chance;
    private final double pause;
    private final List<Merchant> favourites;
    private Place at;
    private long until;
    private int shopping;

    Owner(Account account, Market market, Chance chance) {
        this.account = account;
        this.market = market;
        this.chance = chance;
        pause = DAY / chance.around(2.2, 0.5);
        favourites =
                IntStream.range(0, 10)
                        .mapToObj(
                                i ->
                                        i < 7
                                                ? market.shop(account.home(), chance)
                                                : market.webShop(chance))
                        .toList();
        at = account.home();
    }

    @Override
    public Purchase pay(long time) {
        travel(time);
        Merchant merchant = merchant();
        double amount = account.usualAmount() * merchant.price() * chance.around(1, 0.55);
        if (chance.happens(0.015)) {
            amount *= chance.between(3, 12);
        }
        Place place = merchant.place() == null ? webPlace() : at;
        return new Purchase(account, merchant, amount, place, 0.03, false);
    }

    private void travel(long time) {
        if (time < until) {
            return;
        }
        boolean away = chance.happens(0.006);
        at = away ? account.home().otherCountry(chance) : account.home();
        until = away ? time + (long) (DAY * chance.between(1, 9)) : time;
    }

    private Merchant merchant() {
        if (at != account.home()) {
            return chance.happens(0.8) ? market.shop(at, chance) : market.webShop(chance);
        }
        if (chance.happens(0.75)) {
            return chance.oneOf(favourites);
        }
        return chance.happens(0.7) ? market.shop(at, chance) : market.webShop(chance);
    }

    private Place webPlace() {
        return chance.happens(0.1) ? account.home().otherCountry(chance) : account.home();
    }

    @Override
    public long next(long time) {
        if (shopping > 0) {
            shopping--;
            return time + chance.pause(8 * MINUTE);
        }
        if (chance.happens(0.03)) {
            shopping = chance.whole(1, 4);
        }
        long next = time + chance.pause(pause);
        boolean asleep = next % DAY < 6 * HOUR && chance.happens(0.85);
        return asleep ? next + (long) (HOUR * chance.between(6, 9)) : next;
    }
}
