package io.millrace.jobs.backfill;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.Duplicate;
import io.millrace.schemas.serde.GeneratedClasses;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;

/** Reads what serve's stages have sent elsewhere: they write it for Kafka. */
final class ExclusionReader {
    private final String deadLetters;
    private final String duplicates;
    private final SpecificDatumReader<DeadLetter> letters = reader(DeadLetter.getClassSchema());
    private final SpecificDatumReader<Duplicate> repeated = reader(Duplicate.getClassSchema());
    private @Nullable BinaryDecoder decoder;

    ExclusionReader(String deadLetters, String duplicates) {
        this.deadLetters = deadLetters;
        this.duplicates = duplicates;
    }

    private static <T> SpecificDatumReader<T> reader(Schema schema) {
        SpecificData data = GeneratedClasses.of(schema);
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        return new SpecificDatumReader<>(schema, schema, data);
    }

    /**
     * @throws IllegalStateException if it's of another topic: events are sorted, so none can be
     *     late
     */
    Exclusion read(OutRecord record) throws IOException {
        if (record.topic().equals(deadLetters)) {
            return refused(letters.read(null, decoder(record.value())));
        }
        if (record.topic().equals(duplicates)) {
            return repeated(repeated.read(null, decoder(record.value())));
        }
        throw new IllegalStateException(
                "a backfill has a record for "
                        + record.topic()
                        + ", although its events are sorted: this is a bug, please report it");
    }

    private BinaryDecoder decoder(byte[] value) {
        decoder =
                DecoderFactory.get()
                        .binaryDecoder(
                                value,
                                WireFormat.HEADER,
                                value.length - WireFormat.HEADER,
                                decoder);
        return decoder;
    }

    private static Exclusion refused(DeadLetter letter) {
        Instant time = letter.getEventTime();
        return new Exclusion(
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset(),
                1,
                Exclusion.Verdict.REFUSED,
                letter.getStage(),
                letter.getRule(),
                letter.getField(),
                letter.getReason(),
                letter.getEventId(),
                time == null ? null : (Long) time.toEpochMilli());
    }

    private static Exclusion repeated(Duplicate duplicate) {
        return new Exclusion(
                duplicate.getTopic(),
                duplicate.getPartition(),
                duplicate.getOffset(),
                1,
                Exclusion.Verdict.DUPLICATE,
                "admit",
                "duplicate",
                null,
                "the first event of this id is at %d, of %s"
                        .formatted(duplicate.getFirstOffset(), duplicate.getFirstEventTime()),
                duplicate.getEventId(),
                duplicate.getEventTime().toEpochMilli());
    }
}
