package io.millrace.drift.profile;

import io.millrace.drift.codec.Compact;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a model's features and scores looked like in its training rows; what windows are compared
 * with. Immutable. The same rows in any order give the same bytes, and so the same digest.
 *
 * <p>Some 10 bytes a cell and 258 to 513 cells a numeric feature; more where there are so few
 * features that each distinct value can have a cell, at most some 350 KB in all.
 */
public final class ReferenceProfile {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    private final List<FeatureProfile> features;
    private final byte[] bytes;
    private final String digest;

    private ReferenceProfile(List<FeatureProfile> features, byte[] bytes) {
        this.features = List.copyOf(features);
        this.bytes = bytes;
        this.digest = sha256(bytes);
    }

    /** Of features that were profiled, in this order. */
    public static ReferenceProfile of(List<FeatureProfile> features) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(features, new DataOutputStream(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ReferenceProfile(features, out.toByteArray());
    }

    /**
     * @throws IOException if it's of another version, or broken
     */
    public static ReferenceProfile of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            List<FeatureProfile> features = read(in);
            if (in.read() >= 0) {
                throw new IOException("a reference profile with bytes after its end");
            }
            return new ReferenceProfile(features, bytes.clone());
        } catch (IllegalArgumentException e) {
            throw new IOException("a reference profile that contradicts itself", e);
        }
    }

    /** A builder for the rows of a model's features, and its scores. */
    public static ProfileBuilder builder(RowType features) {
        return new ProfileBuilder(FeatureColumn.of(features));
    }

    /** In the order of the columns; the score last. */
    public List<FeatureProfile> features() {
        return features;
    }

    /**
     * @throws IllegalArgumentException if there's no such feature
     */
    public FeatureProfile feature(String name) {
        return features.stream()
                .filter(feature -> feature.column().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no feature \"" + name + "\""));
    }

    /** SHA-256 of its bytes, 64 lower-case hexadecimal digits. */
    public String digest() {
        return digest;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    private static void write(List<FeatureProfile> features, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeUnsigned(features.size(), out);
        for (FeatureProfile feature : features) {
            FeatureColumn column = feature.column();
            Compact.writeText(column.name(), out);
            out.writeByte(column.type().ordinal());
            Compact.writeSigned(column.field(), out);
            if (feature instanceof NumericProfile numeric) {
                numeric.write(out);
            } else if (feature instanceof CategoryProfile category) {
                category.write(out);
            }
        }
    }

    private static List<FeatureProfile> read(DataInput in) throws IOException {
        Compact.requireVersion("a reference profile", VERSION, in);
        int size = Compact.readSize(in);
        List<FeatureProfile> features = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String name = Compact.readText(in);
            ValueType type = type(in.readByte());
            FeatureColumn column = new FeatureColumn(name, type, (int) Compact.readSigned(in));
            features.add(
                    column.isNumeric()
                            ? NumericProfile.read(column, in)
                            : CategoryProfile.read(column, in));
        }
        return features;
    }

    private static ValueType type(byte ordinal) throws IOException {
        ValueType[] types = ValueType.values();
        if (ordinal < 0 || ordinal >= types.length) {
            throw new IOException("a feature of type " + ordinal + "; up to " + types.length);
        }
        return types[ordinal];
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReferenceProfile profile && digest.equals(profile.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }
}
