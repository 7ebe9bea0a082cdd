package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;

class WireFormatTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 65_536, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void framesAsConfluentDoes(int id) {
        byte[] value = WireFormat.frame(id, new byte[] {5, 6});

        byte[] expected = ByteBuffer.allocate(7).put((byte) 0).putInt(id).array();
        expected[5] = 5;
        expected[6] = 6;
        assertThat(value).isEqualTo(expected);
        assertThat(WireFormat.schemaId(value)).isEqualTo(id);
    }

    @Test
    void saysWhatIsWrongWithAFrame() {
        assertThatThrownBy(() -> WireFormat.schemaId(null)).hasMessageContaining("null");
        assertThatThrownBy(() -> WireFormat.schemaId(new byte[4]))
                .isInstanceOf(WireFormat.NotFramedException.class)
                .hasMessageContaining("4 bytes");
        assertThatThrownBy(() -> WireFormat.schemaId(new byte[] {'{', 0, 0, 0, 0}))
                .hasMessageContaining("0x7b");
    }
}
