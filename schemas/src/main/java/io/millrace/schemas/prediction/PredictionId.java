package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.Role;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names a prediction by what it is, so that an event scored twice (a restart, a replay) gets the
 * same id, and whoever reads can drop the second.
 */
public final class PredictionId {
    private static final int BYTES = 16;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    // An id is made for each answer. Half of its cost is the hash itself; one call with all bytes
    // and one object a thread save some of the rest, as PredictionIdTimes in the tests measures.
    private static final ThreadLocal<MessageDigest> HASH =
            ThreadLocal.withInitial(PredictionId::sha256);

    private PredictionId() {}

    /**
     * The first half of SHA-256 over the four texts, each as UTF-8 behind its length (4 bytes, big
     * endian).
     *
     * @param digest the model version's; null if no version answered. It's the digest that names a
     *     version here, since its number is given later
     * @return 32 hexadecimal digits
     */
    public static String of(String pipeline, String eventId, @Nullable String digest, Role role) {
        byte[][] texts = {
            utf8(pipeline), utf8(eventId), utf8(digest == null ? "" : digest), utf8(role.name())
        };
        int length = 0;
        for (byte[] text : texts) {
            length += Integer.BYTES + text.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (byte[] text : texts) {
            bytes.putInt(text.length).put(text);
        }
        return hexadecimal(HASH.get().digest(bytes.array()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hexadecimal(byte[] hash) {
        byte[] text = new byte[2 * BYTES];
        for (int i = 0; i < BYTES; i++) {
            text[2 * i] = DIGITS[(hash[i] >> 4) & 0xF];
            text[2 * i + 1] = DIGITS[hash[i] & 0xF];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
