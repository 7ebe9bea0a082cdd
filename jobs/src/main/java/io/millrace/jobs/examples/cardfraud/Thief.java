package io.millrace.jobs.examples.cardfraud;

import java.time.Duration;

/**
 * Has nothing for days; then the card's number, and uses it until it's used up: in one of four
 * ways, of which the last hardly shows.
 */
final class Thief implements Payer {
    private static final double DAY = Duration.ofDays(1).toMillis();
    private static final double MINUTE = Duration.ofMinutes(1).toMillis();

    /** Between two thefts of a card. */
    private static final double QUIET = 12.7 * DAY;

    /** How a theft goes. */
    private enum Way {
        /** On the web, what can be sold on: dear things, one after the other. */
        WEB(2, 5, 5, 0.4, 0.7, 8),
        /** Dear things in the shops of another country. */
        ABROAD(2, 5, 4.5, 0.4, 1, 40),
        /** Hardly anything, on the web from anywhere: programs that find out which cards work. */
        TESTING(3, 4, 0.24, 0.3, 1, 2.5),
        /** Now and then something that the owner might buy, too. */
        UNSEEN(1, 2, 1.3, 0.5, 0, 300);

        private final int fewest;
        private final int most;
        private final double times;
        private final double spread;
        private final double abroad;
        private final double minutes;

        Way(int fewest, int most, double times, double spread, double abroad, double minutes) {
            this.fewest = fewest;
            this.most = most;
            this.times = times;
            this.spread = spread;
            this.abroad = abroad;
            this.minutes = minutes;
        }

        static Way any(Era era, Chance chance) {
            double which = chance.between(0, 1);
            return switch (era) {
                case BEFORE -> which < 0.6 ? WEB : which < 0.98 ? ABROAD : UNSEEN;
                case AFTER -> which < 0.98 ? TESTING : UNSEEN;
            };
        }
    }

    private final Account account;
    private final Market market;
    private final Era.Calendar calendar;
    private final Chance chance;
    private Way way = Way.UNSEEN;
    private Place place;
    private int left;

    Thief(Account account, Market market, Era.Calendar calendar, Chance chance) {
        this.account = account;
        this.market = market;
        this.calendar = calendar;
        this.chance = chance;
        this.place = account.home();
    }

    private void steal(long time) {
        way = Way.any(calendar.at(time), chance);
        left = chance.whole(way.fewest, way.most);
        place = chance.happens(way.abroad) ? account.home().otherCountry(chance) : account.home();
    }

    @Override
    public Purchase pay(long time) {
        if (left == 0) {
            steal(time);
        }
        left--;
        Merchant merchant =
                switch (way) {
                    case WEB -> market.webShopOfThief(chance);
                    case TESTING -> market.webShop(chance);
                    case ABROAD, UNSEEN -> market.shop(place, chance);
                };
        double usual = account.usualAmount() * Habits.of(calendar.at(time)).times();
        double amount = usual * chance.around(way.times, way.spread);
        double declined = way == Way.UNSEEN ? 0.05 : 0.15;
        return new Purchase(account, merchant, amount, place, declined, true);
    }

    @Override
    public long next(long time) {
        return time + chance.pause(left == 0 ? QUIET : way.minutes * MINUTE);
    }
}
