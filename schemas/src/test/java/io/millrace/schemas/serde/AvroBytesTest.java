package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

class AvroBytesTest {
    private static final Schema ARRAY = Schema.createArray(Schema.create(Schema.Type.INT));
    private static final Schema NULLS = Schema.createArray(Schema.create(Schema.Type.NULL));

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, 63, 64, -65, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
    void readsEachNumberThatAvroWrites(long number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeLong(number);

        assertThat(over(bytes.toByteArray()).readLong()).isEqualTo(number);
    }

    @Test
    void refusesNumbersOfMoreThan64Bits() {
        byte[] ten = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        byte[] overflowing = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2};
        byte[] eleven = {-128, -128, -128, -128, -128, -128, -128, -128, -128, -128, 0};

        assertThat(over(ten).readLong()).isEqualTo(Long.MIN_VALUE);
        assertThatThrownBy(() -> over(overflowing).readLong()).hasMessageContaining("64 bits");
        assertThatThrownBy(() -> over(eleven).readLong()).hasMessageContaining("64 bits");
    }

    @Test
    void refusesIntsOfMoreThan32Bits() {
        assertThat(over(-2, -1, -1, -1, 15).readInt()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> over(-128, -128, -128, -128, 16).readInt())
                .hasMessageContaining("an int of 2147483648");
    }

    @Test
    void refusesBooleansThatAreNeither() {
        assertThat(over(1).readBoolean()).isTrue();
        assertThat(over(0).readBoolean()).isFalse();
        assertThatThrownBy(() -> over(2).readBoolean()).hasMessageContaining("a boolean of 2");
        assertThatThrownBy(() -> over(-1).readBoolean()).hasMessageContaining("a boolean of -1");
    }

    @Test
    void refusesBlocksWhoseSizeLies() {
        byte[] honest = {3, 4, 2, 2, 0};
        byte[] lying = {3, 2, 2, 2, 0};
        byte[] beyond = {3, 40, 2, 2, 0};

        assertThatCode(() -> Skipper.of(ARRAY).skip(over(honest))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Skipper.of(ARRAY).skip(over(lying)))
                .hasMessageContaining("says it ends at byte 3");
        assertThatThrownBy(() -> Skipper.of(ARRAY).skip(over(beyond)))
                .hasMessageContaining("a length of 20");
    }

    @Test
    void countsDepthAndEmptyItemsForEachValueAnew() {
        AvroBytes bytes = new AvroBytes(1);
        byte[] broken = {2};
        byte[] tenThousand = {-96, -100, 1, 0};

        for (int i = 0; i < 3; i++) {
            bytes.start(broken, 0);
            assertThatThrownBy(() -> Skipper.of(ARRAY).skip(bytes))
                    .hasMessageContaining("the value ends here");
            bytes.start(tenThousand, 0);
            Skipper.of(NULLS).skip(bytes);
            assertThat(bytes.remaining()).isZero();
        }
    }

    private static AvroBytes over(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return over(bytes);
    }

    private static AvroBytes over(byte[] value) {
        AvroBytes bytes = new AvroBytes(64);
        bytes.start(Arrays.copyOf(value, value.length), 0);
        return bytes;
    }
}
