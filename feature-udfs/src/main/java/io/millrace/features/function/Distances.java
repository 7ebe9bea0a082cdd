package io.millrace.features.function;

import org.jspecify.annotations.Nullable;

/** Distances of numbers and places. */
final class Distances {
    /** The Earth's mean radius R1 by the International Union of Geodesy and Geophysics. */
    private static final double EARTH_KM = 6371.0088;

    private static final double RADIANS = StrictMath.PI / 180;

    private Distances() {}

    /**
     * In kilometres. R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984).
     *
     * @return null if a latitude is beyond ±90° or a longitude beyond ±180°
     */
    static @Nullable Double haversine(double lat1, double lon1, double lat2, double lon2) {
        if (!isPlace(lat1, lon1) || !isPlace(lat2, lon2)) {
            return null;
        }
        double across = StrictMath.sin((lat2 - lat1) * RADIANS / 2);
        double along = StrictMath.sin((lon2 - lon1) * RADIANS / 2);
        double h =
                across * across
                        + StrictMath.cos(lat1 * RADIANS)
                                * StrictMath.cos(lat2 * RADIANS)
                                * along
                                * along;
        // Rounding may bring antipodes above 1.
        return 2 * EARTH_KM * StrictMath.asin(StrictMath.sqrt(Math.min(1, h)));
    }

    private static boolean isPlace(double latitude, double longitude) {
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    }

    /** Null without a spread, and beyond a double's range. */
    static @Nullable Double zScore(double value, double mean, double deviation) {
        double score = (value - mean) / deviation;
        return deviation > 0 && Double.isFinite(score) ? score : null;
    }
}
