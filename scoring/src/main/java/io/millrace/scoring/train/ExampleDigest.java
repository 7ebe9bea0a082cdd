package io.millrace.scoring.train;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowCodec;
import io.millrace.scoring.train.ExampleSet.Example;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest that a set of examples is known by: SHA-256 over these bytes, numbers big-endian, text
 * as its length in UTF-8 bytes (4 bytes) and these.
 *
 * <ol>
 *   <li>the text {@code millrace-examples/1} and the feature set's fingerprint
 *   <li>the number of features (4 bytes); of each its name and the name of its type
 *   <li>the number of examples (4 bytes); of each, in order: event time (8 bytes, epoch
 *       milliseconds), event id, label (8 bytes, the bits of the double), and the features as
 *       {@link RowCodec} writes them, numbers by their bits
 * </ol>
 */
final class ExampleDigest {
    static final String FORMAT = "millrace-examples/1";

    private ExampleDigest() {}

    static String of(ExampleSet set) {
        MessageDigest sha256 = sha256();
        try (DataOutputStream out =
                new DataOutputStream(
                        new DigestOutputStream(OutputStream.nullOutputStream(), sha256))) {
            write(set, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** The bytes that the digest is of. */
    static void write(ExampleSet set, DataOutputStream out) throws IOException {
        writeText(FORMAT, out);
        writeText(set.fingerprint(), out);
        out.writeInt(set.features().size());
        for (Field feature : set.features().fields()) {
            writeText(feature.name(), out);
            writeText(feature.type().name(), out);
        }
        RowCodec rows = new RowCodec(set.features());
        out.writeInt(set.size());
        for (Example example : set.examples()) {
            out.writeLong(example.eventTime());
            writeText(example.eventId(), out);
            out.writeDouble(example.label() ? 1 : 0);
            rows.write(example.features(), out);
        }
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
