package io.millrace.jobs.examples.cardfraud;

import java.util.Arrays;
import java.util.List;

/** Where people live and pay. */
enum Place {
    BERLIN("DE", "EUR", 52.52, 13.40),
    MUNICH("DE", "EUR", 48.14, 11.58),
    PARIS("FR", "EUR", 48.86, 2.35),
    MADRID("ES", "EUR", 40.42, -3.70),
    ROME("IT", "EUR", 41.90, 12.50),
    VIENNA("AT", "EUR", 48.21, 16.37),
    DUBLIN("IE", "EUR", 53.35, -6.26),
    LONDON("GB", "GBP", 51.51, -0.13),
    MANCHESTER("GB", "GBP", 53.48, -2.24),
    NEW_YORK("US", "USD", 40.71, -74.01),
    CHICAGO("US", "USD", 41.88, -87.63);

    private static final List<Place> ALL = List.of(values());

    final String country;
    final String currency;
    final double latitude;
    final double longitude;

    Place(String country, String currency, double latitude, double longitude) {
        this.country = country;
        this.currency = currency;
        this.latitude = latitude;
        this.longitude = longitude;
    }

    static Place any(Chance chance) {
        return chance.oneOf(ALL);
    }

    Place otherCountry(Chance chance) {
        return chance.oneOf(
                Arrays.stream(values()).filter(place -> !place.country.equals(country)).toList());
    }
}
