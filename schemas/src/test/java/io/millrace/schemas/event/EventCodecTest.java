package io.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

class EventCodecTest {
    private static final RowType FIELDS =
            new RowType(
                    List.of(
                            new Field("approved", ValueType.BOOLEAN, true),
                            new Field("items", ValueType.INTEGER, true),
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("country", ValueType.STRING, true),
                            new Field("at", ValueType.TIMESTAMP, true),
                            new Field("f", ValueType.DOUBLE, true),
                            new Field("g", ValueType.STRING, true),
                            new Field("h", ValueType.BOOLEAN, true),
                            new Field("ninth", ValueType.INTEGER, true)));
    private static final EventCodec CODEC = new EventCodec(List.of(FIELDS, FIELDS), FIELDS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void givesBackEveryBit(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Event event = randomEvent(random);

            byte[] bytes = write(event);
            Event read = CODEC.read(new DataInputStream(new ByteArrayInputStream(bytes)));

            assertThat(read)
                    .as("seed %d, event %d", seed, i)
                    .usingRecursiveComparison()
                    .isEqualTo(event);
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 5, 127})
    void refusesUnknownVersion(byte version) throws IOException {
        byte[] bytes = write(randomEvent(new Random(5)));
        bytes[0] = version;

        assertThatThrownBy(() -> CODEC.read(new DataInputStream(new ByteArrayInputStream(bytes))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format " + version);
    }

    /** Savepoints have such events. */
    @ParameterizedTest
    @ValueSource(bytes = {1, 2})
    void readsTheFirstFormats(byte version) throws IOException {
        Random random = new Random(7);
        Event event = randomEvent(random);
        while ((event.takesBack() != null) != (version == 2)) {
            event = randomEvent(random);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(version);
        out.writeByte(event.source());
        out.writeUTF(event.id());
        out.writeLong(event.time());
        out.writeUTF(event.at().topic());
        byte[] now = write(event);
        int from = 2 + 4 + utf8(event.id()) + 8 + 4 + utf8(event.at().topic());
        Coordinates takesBack = event.takesBack();
        int to = takesBack == null ? now.length : now.length - 24 - utf8(takesBack.topic());
        out.write(now, from, to - from);
        if (takesBack != null) {
            out.writeUTF(takesBack.topic());
            out.write(now, now.length - 20, 20);
        }

        Event read = CODEC.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read).usingRecursiveComparison().isEqualTo(event);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static byte[] write(Event event) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CODEC.write(event, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Event randomEvent(Random random) {
        byte[] value = new byte[random.nextInt(50)];
        random.nextBytes(value);
        return new Event(
                random.nextInt(2),
                "id-Ω-" + random.nextInt(),
                random.nextLong(),
                coordinates(random),
                random.nextBoolean() ? null : new byte[] {1, 2},
                value,
                randomRow(random),
                randomRow(random),
                random.nextBoolean() ? null : coordinates(random));
    }

    private static Coordinates coordinates(Random random) {
        return new Coordinates(
                "topic-é" + random.nextInt(3),
                random.nextInt(8),
                random.nextLong(),
                random.nextLong());
    }

    private static Row randomRow(Random random) {
        Row row = new Row(FIELDS.size());
        for (int i = 0; i < FIELDS.size(); i++) {
            if (random.nextInt(4) > 0) {
                Object value =
                        switch (FIELDS.field(i).type()) {
                            case BOOLEAN -> random.nextBoolean();
                            case INTEGER, TIMESTAMP -> random.nextLong();
                            case DOUBLE -> Double.longBitsToDouble(random.nextLong());
                            case STRING -> "țext €" + random.nextInt();
                        };
                row.set(i, FIELDS.field(i).type(), value);
            }
        }
        return row;
    }
}
