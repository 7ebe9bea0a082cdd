package io.millrace.jobs.examples.cardfraud;

/**
 * How owners of cards spend.
 *
 * @param paymentsADay of an owner of median pace
 * @param times what's spent at once, relative to the owner's usual amount
 * @param web share of payments at home that go to shops on the web
 * @param trip probability, at a payment at home, of going abroad
 * @param foreign share of payments on the web that are to another country
 * @param spree probability, after a payment, of several more in a row
 */
record Habits(
        double paymentsADay, double times, double web, double trip, double foreign, double spree) {
    private static final Habits BEFORE = new Habits(9, 1, 0.25, 0.002, 0.05, 0.03);

    /** Dearer, more on the web, more abroad, more at once. */
    private static final Habits AFTER = new Habits(7.9, 2.2, 0.6, 0.02, 0.25, 0.06);

    static Habits of(Era era) {
        return switch (era) {
            case BEFORE -> BEFORE;
            case AFTER -> AFTER;
        };
    }
}
