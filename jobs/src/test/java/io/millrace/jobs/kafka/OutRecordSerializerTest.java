package io.millrace.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

class OutRecordSerializerTest {
    private final OutRecordSerializer serializer = new OutRecordSerializer();

    @ParameterizedTest
    @MethodSource("records")
    void givesBackWhatItWasGiven(OutRecord record) throws IOException {
        OutRecord back = read(written(record));

        assertThat(back.topic()).isEqualTo(record.topic());
        assertThat(back.key()).isEqualTo(record.key());
        assertThat(back.value()).isEqualTo(record.value());
        assertThat(back.headers()).hasSameSizeAs(record.headers());
        for (int i = 0; i < back.headers().size(); i++) {
            assertThat(back.headers().get(i).key()).isEqualTo(record.headers().get(i).key());
            assertThat(back.headers().get(i).value()).isEqualTo(record.headers().get(i).value());
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void copiesBytesUnchanged(OutRecord record) throws IOException {
        DataOutputSerializer copy = new DataOutputSerializer(64);

        serializer.copy(new DataInputDeserializer(written(record)), copy);

        assertThat(copy.getCopyOfBuffer()).isEqualTo(written(record));
    }

    static Stream<OutRecord> records() {
        byte[] some = {0, -1, 127};
        return Stream.of(
                new OutRecord("t", some, some, List.of()),
                new OutRecord("t", null, new byte[0], List.of()),
                new OutRecord("t", new byte[0], some, List.of(new RecordHeader("", null))),
                new OutRecord("ü", new byte[70_000], new byte[1 << 20], List.of()),
                new OutRecord(
                        "t",
                        some,
                        some,
                        List.of(
                                new RecordHeader("name of 70,000 ".repeat(5_000), some),
                                new RecordHeader("\uD83D\uDE80", new byte[0]))));
    }

    @Test
    void refusesARecordWithoutValue() {
        assertThatThrownBy(() -> read(topicThenTwoNulls()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("-1 bytes");
    }

    private static byte[] topicThenTwoNulls() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        out.writeInt(1);
        out.write('t');
        out.writeInt(-1);
        out.writeInt(-1);
        return out.getCopyOfBuffer();
    }

    @Test
    @SuppressWarnings("NullAway") // that's the point
    void refusesANullValue() {
        assertThatNullPointerException()
                .isThrownBy(() -> new OutRecord("t", null, null, List.of()))
                .withMessageContaining("topic t");
    }

    private byte[] written(OutRecord record) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(record, out);
        return out.getCopyOfBuffer();
    }

    private OutRecord read(byte[] bytes) throws IOException {
        return serializer.deserialize(new DataInputDeserializer(bytes));
    }
}
