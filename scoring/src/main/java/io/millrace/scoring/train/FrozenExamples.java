package io.millrace.scoring.train;

import io.millrace.schemas.avro.DatasetManifest;
import io.millrace.schemas.avro.ModelInput;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowCodec;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.train.ExampleSet.Example;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The examples of a training, so that it can be done again when the topics have forgotten them.
 * What's kept are the very bytes that {@link ExampleDigest} is of, deflated and cut into parts: a
 * dataset proves itself.
 */
public final class FrozenExamples {
    /** Of a part: half of what a record of Kafka may be by default. */
    private static final int PART_BYTES = 512 << 10;

    private FrozenExamples() {}

    /** The same examples give the same content and digest; the manifest is the trigger's. */
    static List<TrainingDatasetPart> of(Candidate candidate, RetrainTrigger trigger) {
        ExampleSet examples = candidate.examples();
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        long bytes;
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(deflated))) {
            ExampleDigest.write(examples, out);
            bytes = Integer.toUnsignedLong(out.size());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        byte[] content = deflated.toByteArray();
        String digest = examples.dataDigest();
        int count = Math.max(1, (content.length + PART_BYTES - 1) / PART_BYTES);
        List<TrainingDatasetPart> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = part * PART_BYTES;
            int length = Math.min(PART_BYTES, content.length - from);
            parts.add(
                    TrainingDatasetPart.newBuilder()
                            .setPipeline(trigger.getPipeline())
                            .setModel(trigger.getModel())
                            .setDigest(digest)
                            .setPart(part)
                            .setParts(count)
                            .setContent(ByteBuffer.wrap(content, from, length).slice())
                            .setManifest(part == 0 ? manifest(candidate, trigger, bytes) : null)
                            .build());
        }
        return parts;
    }

    private static DatasetManifest manifest(
            Candidate candidate, RetrainTrigger trigger, long bytes) {
        ExampleSet set = candidate.examples();
        List<Example> examples = set.examples();
        return DatasetManifest.newBuilder()
                .setFormat(ExampleDigest.FORMAT)
                .setBytes(bytes)
                .setRows(set.size())
                .setPositives(examples.stream().filter(Example::label).count())
                .setHeldOut(candidate.holdoutExamples().size())
                .setFromEventTime(Instant.ofEpochMilli(examples.get(0).eventTime()))
                .setToEventTime(Instant.ofEpochMilli(examples.get(set.size() - 1).eventTime()))
                .setAsOf(trigger.getAsOf())
                .setFingerprint(set.fingerprint())
                .setFeatures(
                        set.features().fields().stream()
                                .map(
                                        field ->
                                                new ModelInput(
                                                        field.name(),
                                                        field.type()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT)))
                                .toList())
                .setData(trigger.getExamples())
                .setSelection(set.selection().toString())
                .build();
    }

    /**
     * The examples again.
     *
     * @param parts of one dataset, in any order, repeated or not
     * @throws DatasetBrokenException if parts are missing, or the content isn't what its digest
     *     says
     */
    public static ExampleSet read(List<TrainingDatasetPart> parts) throws DatasetBrokenException {
        List<TrainingDatasetPart> whole = whole(parts);
        requireDigest(whole);
        try (DataInputStream in = new DataInputStream(inflated(whole))) {
            return read(in);
        } catch (IOException | RuntimeException e) {
            throw new DatasetBrokenException("its content can't be read: " + e.getMessage(), e);
        }
    }

    private static List<TrainingDatasetPart> whole(List<TrainingDatasetPart> parts)
            throws DatasetBrokenException {
        TreeMap<Integer, TrainingDatasetPart> byNumber = new TreeMap<>();
        parts.forEach(part -> byNumber.put(part.getPart(), part));
        if (byNumber.isEmpty()) {
            throw new DatasetBrokenException("it has no parts");
        }
        List<TrainingDatasetPart> whole = new ArrayList<>(byNumber.values());
        int count = whole.get(0).getParts();
        for (int part = 0; part < count; part++) {
            if (!byNumber.containsKey(part)) {
                throw new DatasetBrokenException(
                        "part "
                                + part
                                + " of "
                                + count
                                + " is missing: it was deleted, or not written");
            }
        }
        return whole;
    }

    private static InputStream inflated(List<TrainingDatasetPart> parts) {
        return new InflaterInputStream(
                new SequenceInputStream(
                        Collections.enumeration(
                                parts.stream().map(FrozenExamples::content).toList())));
    }

    private static InputStream content(TrainingDatasetPart part) {
        byte[] bytes = new byte[part.getContent().remaining()];
        part.getContent().duplicate().get(bytes);
        return new ByteArrayInputStream(bytes);
    }

    /** Before anything in it is believed. */
    private static void requireDigest(List<TrainingDatasetPart> parts)
            throws DatasetBrokenException {
        MessageDigest sha256 = ExampleDigest.sha256();
        try (InputStream in = new DigestInputStream(inflated(parts), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new DatasetBrokenException("its content can't be inflated: " + e.getMessage(), e);
        }
        String found = HexFormat.of().formatHex(sha256.digest());
        String said = parts.get(0).getDigest();
        if (!found.equals(said)) {
            throw new DatasetBrokenException(
                    "its content has the digest " + found + ", its records say " + said);
        }
    }

    private static ExampleSet read(DataInputStream in) throws IOException {
        String format = text(in);
        if (!format.equals(ExampleDigest.FORMAT)) {
            throw new IOException(
                    "its format is \"" + format + "\"; \"" + ExampleDigest.FORMAT + "\" is known");
        }
        String fingerprint = text(in);
        List<Field> fields = new ArrayList<>();
        int features = in.readInt();
        for (int feature = 0; feature < features; feature++) {
            fields.add(new Field(text(in), ValueType.valueOf(text(in)), true));
        }
        RowType type = new RowType(fields);
        RowCodec rows = new RowCodec(type);
        List<Example> examples = new ArrayList<>();
        int count = in.readInt();
        for (int example = 0; example < count; example++) {
            long eventTime = in.readLong();
            String eventId = text(in);
            boolean label = in.readDouble() == 1;
            examples.add(new Example(eventId, eventTime, label, rows.read(in)));
        }
        return new ExampleSet(
                type, fingerprint, examples, new ExampleSet.Selection(count, 0, 0, 0, 0));
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] utf8 = new byte[in.readInt()];
        in.readFully(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
