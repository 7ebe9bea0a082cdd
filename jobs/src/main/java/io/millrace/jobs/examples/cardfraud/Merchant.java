package io.millrace.jobs.examples.cardfraud;

import org.jspecify.annotations.Nullable;

/**
 * Who is paid.
 *
 * @param price what a usual purchase costs there, relative to others
 * @param place null for a shop on the web
 * @param resaleable whether it sells what a thief can sell on
 */
record Merchant(String id, double price, @Nullable Place place, boolean resaleable) {}
