package io.millrace.jobs.cli.parity;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which events are looked at: those whose id has a small hash. So two runs look at the same ones,
 * and a larger sample has all that a smaller one has.
 *
 * @param share of all events; above 0, at most 1
 */
public record Sample(double share) {
    private static final int FRACTION_BITS = 53;

    public Sample {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "a share of " + share + " isn't above 0 and at most 1");
        }
    }

    /**
     * @param text a percentage such as {@code 1%}, or a fraction such as {@code 0.01}
     * @throws IllegalArgumentException if it's neither, or not above 0 and at most all
     */
    public static Sample parse(String text) {
        boolean percent = text.endsWith("%");
        try {
            BigDecimal number =
                    new BigDecimal(percent ? text.substring(0, text.length() - 1) : text);
            return new Sample((percent ? number.movePointLeft(2) : number).doubleValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" is no share of the vectors: write 1%, 0.1% or 0.01; above 0, at"
                            + " most 100%",
                    e);
        }
    }

    /** Whether the event is in the sample. */
    public boolean takes(String eventId) {
        byte[] hash = sha256().digest(eventId.getBytes(StandardCharsets.UTF_8));
        long bits = ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - FRACTION_BITS);
        return bits < share * (1L << FRACTION_BITS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
