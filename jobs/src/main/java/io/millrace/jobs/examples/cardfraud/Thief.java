package io.millrace.jobs.examples.cardfraud;

import java.time.Duration;

/**
 * Has nothing for weeks; then the card's number, and uses it until it's used up: in one of four
 * ways, of which the last hardly shows.
 */
final class Thief implements Payer {
    private static final double DAY = Duration.ofDays(1).toMillis();
    private static final double HOUR = Duration.ofHours(1).toMillis();
    private static final double MINUTE = Duration.ofMinutes(1).toMillis();
    private static final double QUIET = 62 * DAY;

    /** How a theft goes. */
    private enum Way {
        /** Small amounts on the web, one after the other, to see if the card works; then large. */
        TRYING,
        /** In the shops of another country. */
        ABROAD,
        /** On the web, what can be sold on. */
        WEB,
        /** Now and then something that the owner might buy, too. */
        UNSEEN
    }

    private final Account account;
    private final Market market;
    private final Chance chance;
    private Way way = Way.UNSEEN;
    private Place place;
    private int tries;
    private int left;

    Thief(Account account, Market market, Chance chance) {
        this.account = account;
        this.market = market;
        this.chance = chance;
        this.place = account.home();
    }

    private void steal() {
        double which = chance.between(0, 1);
        if (which < 0.35) {
            way = Way.TRYING;
            tries = chance.whole(3, 7);
            left = tries + chance.whole(1, 4);
        } else if (which < 0.6) {
            way = Way.ABROAD;
            left = chance.whole(2, 6);
        } else if (which < 0.85) {
            way = Way.WEB;
            left = chance.whole(3, 7);
        } else {
            way = Way.UNSEEN;
            left = chance.whole(1, 3);
        }
        boolean abroad = way == Way.ABROAD || (way != Way.UNSEEN && chance.happens(0.4));
        place = abroad ? account.home().otherCountry(chance) : account.home();
    }

    @Override
    public Purchase pay(long time) {
        if (left == 0) {
            steal();
        }
        left--;
        boolean trying = way == Way.TRYING && tries-- > 0;
        double amount =
                trying
                        ? chance.between(0.5, 4)
                        : account.usualAmount() * chance.around(times(), 0.5);
        Merchant merchant =
                switch (way) {
                    case TRYING, WEB -> market.webShopOfThief(chance);
                    case ABROAD, UNSEEN -> market.shop(place, chance);
                };
        double declined = way == Way.UNSEEN ? 0.05 : 0.15;
        return new Purchase(account, merchant, amount, place, declined, true);
    }

    private double times() {
        return switch (way) {
            case TRYING -> 6;
            case ABROAD -> 3;
            case WEB -> 2.5;
            case UNSEEN -> 1.3;
        };
    }

    @Override
    public long next(long time) {
        if (left == 0) {
            return time + chance.pause(QUIET);
        }
        return time
                + chance.pause(
                        switch (way) {
                            case TRYING -> tries > 0 ? 1.5 * MINUTE : 15 * MINUTE;
                            case ABROAD -> 40 * MINUTE;
                            case WEB -> 25 * MINUTE;
                            case UNSEEN -> 5 * HOUR;
                        });
    }
}
