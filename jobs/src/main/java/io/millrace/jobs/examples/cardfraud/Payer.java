package io.millrace.jobs.examples.cardfraud;

/** Somebody who pays with an account's card: its owner, or a thief. */
interface Payer {

    /** What's paid at this time, in epoch milliseconds. */
    Purchase pay(long time);

    /** When this payer pays next, later than that. */
    long next(long time);

    /**
     * @param place where the card is used; for a shop on the web, where the shop says it is
     * @param declined probability that it's declined
     */
    record Purchase(
            Account account,
            Merchant merchant,
            double amount,
            Place place,
            double declined,
            boolean fraud) {}
}
