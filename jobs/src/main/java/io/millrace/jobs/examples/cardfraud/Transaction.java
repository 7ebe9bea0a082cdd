package io.millrace.jobs.examples.cardfraud;

import org.jspecify.annotations.Nullable;

/**
 * A card payment, with what only the generator knows.
 *
 * @param time epoch milliseconds
 * @param latitude degrees, or null for a payment without a place
 * @param longitude degrees, or null for a payment without a place
 * @param fraud the truth; it isn't part of the event
 */
public record Transaction(
        String id,
        long time,
        String account,
        String merchant,
        double amount,
        String currency,
        String country,
        String status,
        @Nullable Double latitude,
        @Nullable Double longitude,
        boolean fraud) {}
