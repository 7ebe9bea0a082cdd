package io.millrace.it.benchmark;

import io.millrace.it.read.PlainReader;
import io.millrace.it.read.TopicReader;

import org.apache.avro.generic.GenericRecord;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The feature vectors of an output topic by payment, and their comparison. */
final class Outputs {
    private static final double TOLERANCE = 1e-9;

    private final List<String> names;
    private final SortedMap<String, double[]> rows = new TreeMap<>();
    private long repeated;

    private Outputs(List<String> names) {
        this.names = names;
    }

    /**
     * @param idField of a record
     * @param featuresField the record in the record that holds the features; empty: they're its own
     */
    static Outputs read(
            String bootstrapServers,
            PlainReader reader,
            String topic,
            String idField,
            String featuresField) {
        Outputs outputs = new Outputs(FeatureSet.names());
        for (var record : TopicReader.all(bootstrapServers, topic)) {
            GenericRecord value = reader.decode(record.value());
            GenericRecord features =
                    featuresField.isEmpty() ? value : (GenericRecord) value.get(featuresField);
            outputs.add(value.get(idField).toString(), features);
        }
        return outputs;
    }

    private void add(String id, GenericRecord features) {
        double[] row = new double[names.size()];
        for (int i = 0; i < row.length; i++) {
            Object value = features.get(names.get(i));
            row[i] = value == null ? Double.NaN : ((Number) value).doubleValue();
        }
        repeated += rows.put(id, row) == null ? 0 : 1;
    }

    int size() {
        return rows.size();
    }

    /** Of all values' bits, by id. */
    String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            rows.forEach(
                    (id, row) -> {
                        digest.update(id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                        ByteBuffer bytes = ByteBuffer.allocate(8 * row.length);
                        for (double value : row) {
                            bytes.putDouble(value);
                        }
                        digest.update(bytes.array());
                    });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * What two programs' outputs differ in.
     *
     * @param missing payments that only one has, or that one has twice
     * @param values that were compared
     * @param equal of them in every bit
     * @param different of them by more than the tolerance, or null in one alone
     * @param largest relative difference
     * @param example of a difference beyond the tolerance; empty if there's none
     */
    record Comparison(
            long missing, long values, long equal, long different, double largest, String example) {

        boolean isClean() {
            return missing == 0 && different == 0 && values > 0;
        }
    }

    Comparison compare(Outputs other) {
        long missing = repeated + other.repeated;
        long values = 0;
        long equal = 0;
        long different = 0;
        double largest = 0;
        String example = "";
        for (var entry : rows.entrySet()) {
            double[] theirs = other.rows.get(entry.getKey());
            if (theirs == null) {
                missing++;
                continue;
            }
            for (int i = 0; i < theirs.length; i++) {
                double distance = distance(entry.getValue()[i], theirs[i]);
                values++;
                equal += distance == 0 ? 1 : 0;
                largest = Math.max(largest, distance);
                if (distance > TOLERANCE) {
                    different++;
                    example =
                            "%s of %s: %s and %s"
                                    .formatted(
                                            names.get(i),
                                            entry.getKey(),
                                            entry.getValue()[i],
                                            theirs[i]);
                }
            }
        }
        missing += other.rows.keySet().stream().filter(id -> !rows.containsKey(id)).count();
        return new Comparison(missing, values, equal, different, largest, example);
    }

    private static double distance(double left, double right) {
        if (Double.isNaN(left) && Double.isNaN(right) || left == right) {
            return 0;
        }
        double relative = Math.abs(left - right) / Math.max(Math.abs(left), Math.abs(right));
        return Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative;
    }
}
