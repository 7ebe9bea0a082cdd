package io.millrace.jobs.examples.cardfraud;

/**
 * A card and whom it belongs to.
 *
 * @param usualAmount median of what its owner spends at once
 */
record Account(String id, Place home, double usualAmount) {}
