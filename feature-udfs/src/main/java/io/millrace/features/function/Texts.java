package io.millrace.features.function;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** What's computed of texts; by code point, not by UTF-16 unit. */
final class Texts {
    /** The longest text whose edit distance is computed: that costs its square. */
    static final int LONGEST = 1000;

    static final long MOST_BUCKETS = Integer.MAX_VALUE;

    private Texts() {}

    static long bucket(String text, long buckets) {
        if (buckets < 1 || buckets > MOST_BUCKETS) {
            throw new IllegalArgumentException(
                    buckets + " buckets: from 1 to " + MOST_BUCKETS + " is possible");
        }
        return Integer.toUnsignedLong(murmur3(text.getBytes(StandardCharsets.UTF_8))) % buckets;
    }

    /** MurmurHash3_x86_32 with the seed 0 (A. Appleby, public domain). */
    private static int murmur3(byte[] bytes) {
        int hash = 0;
        int whole = bytes.length & ~3;
        for (int i = 0; i < whole; i += 4) {
            hash ^= scrambled(littleEndian(bytes, i, 4));
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xE6546B64;
        }
        hash ^= scrambled(littleEndian(bytes, whole, bytes.length - whole));
        hash ^= bytes.length;
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
        return hash ^ hash >>> 16;
    }

    private static int littleEndian(byte[] bytes, int from, int length) {
        int word = 0;
        for (int i = 0; i < length; i++) {
            word |= (bytes[from + i] & 0xFF) << (8 * i);
        }
        return word;
    }

    private static int scrambled(int word) {
        return Integer.rotateLeft(word * 0xCC9E2D51, 15) * 0x1B873593;
    }

    static @Nullable String emailDomain(String address) {
        String stripped = address.strip();
        int at = stripped.lastIndexOf('@');
        String domain = stripped.substring(at + 1);
        boolean isDomain =
                at > 0
                        && !domain.isEmpty()
                        && domain.codePoints()
                                .allMatch(
                                        c -> Character.isLetterOrDigit(c) || c == '-' || c == '.');
        return isDomain ? domain.toLowerCase(Locale.ROOT) : null;
    }

    /** Summed from the rarest character on, so that the bits don't depend on their order. */
    static double entropy(String text) {
        int[] characters = text.codePoints().sorted().toArray();
        int[] counts = new int[characters.length];
        int distinct = 0;
        for (int i = 0; i < characters.length; i++) {
            if (i > 0 && characters[i] != characters[i - 1]) {
                distinct++;
            }
            counts[distinct]++;
        }
        Arrays.sort(counts);
        double sum = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / characters.length;
                sum += share * StrictMath.log(1 / share);
            }
        }
        return sum / StrictMath.log(2);
    }

    /** Null if a text is longer than {@link #LONGEST}. Wagner and Fischer, J. ACM 21 (1974). */
    static @Nullable Long editDistance(String left, String right) {
        int[] a = left.codePoints().limit(LONGEST + 1).toArray();
        int[] b = right.codePoints().limit(LONGEST + 1).toArray();
        if (a.length > LONGEST || b.length > LONGEST) {
            return null;
        }
        int[] row = new int[b.length + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length; j++) {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return (long) row[b.length];
    }
}
