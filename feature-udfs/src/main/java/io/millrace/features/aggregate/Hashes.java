package io.millrace.features.aggregate;

import org.jspecify.annotations.Nullable;

/** Hashes that are part of results, so they never change; and the order of texts. */
final class Hashes {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private Hashes() {}

    /** Of a word, or of a text if there's one. */
    static long of(long word, @Nullable String text) {
        if (text == null) {
            return mixed(word);
        }
        long hash = text.length() * PRIME;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
            hash ^= hash >>> 29;
        }
        return mixed(hash);
    }

    /**
     * MurmurHash3's finalizer (Appleby, public domain), one to one; the sum moves 0 away from 0.
     */
    private static long mixed(long word) {
        long hash = word + PRIME;
        hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
        return hash ^ hash >>> 33;
    }

    /** Order by code point, as UTF-8 sorts: not the order of UTF-16. */
    static int compareByCodePoint(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean astral = Character.isSurrogate(a) != Character.isSurrogate(b);
                int order = Character.compare(a, b);
                return astral ? (Character.isSurrogate(a) ? 1 : -1) : order;
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
