package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.Role;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a prediction by what it is, so that an event scored twice (a restart, a replay) gets the
 * same id, and whoever reads can drop the second.
 */
public final class PredictionId {
    private static final int BYTES = 16;

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
        MessageDigest hash = sha256();
        update(hash, pipeline);
        update(hash, eventId);
        update(hash, digest == null ? "" : digest);
        update(hash, role.name());
        return HexFormat.of().formatHex(hash.digest(), 0, BYTES);
    }

    private static void update(MessageDigest hash, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        hash.update(ByteBuffer.allocate(4).putInt(0, utf8.length));
        hash.update(utf8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
