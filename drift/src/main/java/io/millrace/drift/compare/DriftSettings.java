package io.millrace.drift.compare;

/**
 * From where on a difference counts.
 *
 * @param rows fewer values than this on either side, and tests of distributions and rates are
 *     UNKNOWN
 * @param constantRows the same for a reference that was constant
 * @param significance adjusted p below which a difference isn't chance
 * @param psiWarning from which PSI on it's a warning
 * @param psiAlert from which PSI on it's an alert
 * @param distance from which distance of distributions (KS, total variation) on it's an alert
 * @param rateWarning from which difference of rates on it's a warning
 * @param rateAlert from which difference of rates on it's an alert
 */
public record DriftSettings(
        int rows,
        int constantRows,
        double significance,
        double psiWarning,
        double psiAlert,
        double distance,
        double rateWarning,
        double rateAlert) {

    public static final DriftSettings STANDARD =
            new DriftSettings(300, 32, 0.01, 0.1, 0.25, 0.1, 0.05, 0.1);

    public DriftSettings {
        requirePositive("rows", rows);
        requirePositive("constant rows", constantRows);
        requirePositive("significance", significance);
        requirePositive("PSI of a warning", psiWarning);
        requirePositive("distance", distance);
        requirePositive("rate of a warning", rateWarning);
        if (psiAlert < psiWarning || rateAlert < rateWarning) {
            throw new IllegalArgumentException(
                    "an alert at PSI "
                            + psiAlert
                            + " and rate "
                            + rateAlert
                            + " before the warning at "
                            + psiWarning
                            + " and "
                            + rateWarning);
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be above 0");
        }
    }

    public DriftSettings withRows(int fewest) {
        return new DriftSettings(
                fewest,
                constantRows,
                significance,
                psiWarning,
                psiAlert,
                distance,
                rateWarning,
                rateAlert);
    }
}
