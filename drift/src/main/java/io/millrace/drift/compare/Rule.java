package io.millrace.drift.compare;

/** The tests of a feature, with how each is computed. */
public enum Rule {
    CONSTANT(
            "constant",
            "share of values other than the only one of the reference; p by the hypergeometric"
                    + " distribution; from 32 rows on"),
    PSI(
            "psi",
            "Σ (q - p) ln(q / p); numbers: 10 cells at the reference's quantiles i/10, right-closed,"
                    + " equal edges merged, a value of a tenth or more in its own cell; categories:"
                    + " by level; a share of 0 is 0.0001; above χ²(0.999, cells - 1) (1/N + 1/M)"),
    KS(
            "ks",
            "largest distance of the distribution functions, compared after all copies of a value;"
                    + " p by the Kolmogorov limit"),
    TOTAL_VARIATION(
            "total-variation",
            "½ Σ |q - p| by level, for numbers by the cells of psi; p by χ² of homogeneity, cells"
                    + " expected under 5 times merged"),
    CHI_SQUARED(
            "chi-squared",
            "Cramér's V, √(χ² / (N + M)), χ² of homogeneity by level, for numbers by the cells of"
                    + " psi, those expected under 5 times merged, no correction; p by χ²"),
    JENSEN_SHANNON(
            "jensen-shannon",
            "Jensen-Shannon distance (root of the divergence), base 2, by level, for numbers by the"
                    + " cells of psi; p by χ² of homogeneity"),
    WASSERSTEIN(
            "wasserstein",
            "∫ |F - G| dx / standard deviation of the reference (0.001 if it's less); p by"
                    + " Kolmogorov-Smirnov"),
    HELLINGER(
            "hellinger",
            "√(½ Σ (√p - √q)²) by level, for numbers by the cells of psi; p by χ² of homogeneity"),
    L_INFINITY(
            "l-infinity",
            "largest |q - p| by level, for numbers by the cells of psi; p by χ² of homogeneity"),
    NULL_RATE(
            "null-rate",
            "how much larger the share of nulls is, 0 if it isn't; p by the two-proportion z-test"),
    NON_FINITE_RATE(
            "non-finite-rate",
            "difference of the shares of NaN and infinite numbers; p by the two-proportion z-test"),
    UNSEEN_RATE(
            "unseen-rate",
            "share of levels that the reference hasn't got; p by the two-proportion z-test");

    private final String id;
    private final String definition;

    Rule(String id, String definition) {
        this.id = id;
        this.definition = definition;
    }

    /** As it's written in records. */
    public String id() {
        return id;
    }

    /** How it's computed, in words. */
    public String definition() {
        return definition;
    }

    /**
     * Whether it compares distributions. The others find a column that broke: each of them is news
     * by itself, however many features there are.
     */
    public boolean isOfDistribution() {
        return compareTo(PSI) >= 0 && compareTo(L_INFINITY) <= 0;
    }

    /**
     * Whether it's another measure of what {@link #PSI}, {@link #KS} or {@link #TOTAL_VARIATION}
     * measure: it counts among many features, and is no alert by itself.
     */
    public boolean isFurtherDistance() {
        return compareTo(CHI_SQUARED) >= 0 && compareTo(L_INFINITY) <= 0;
    }
}
