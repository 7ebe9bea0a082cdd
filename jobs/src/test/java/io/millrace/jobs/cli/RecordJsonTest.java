package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.serde.InMemorySchemaRegistry;
import io.millrace.schemas.serde.WireFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

class RecordJsonTest {
    private static final String SCHEMA =
            "{\"type\": \"record\", \"name\": \"R\", \"fields\": ["
                    + "{\"name\": \"text\", \"type\": [\"null\", \"string\"]}]}";

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final int id = registry.register("r-value", SCHEMA);
    private final RecordJson json = new RecordJson(registry);

    @Test
    void decodesWithTheSchemaThatTheValueWasWrittenWith() {
        assertThat(json.value(framed("02046162"))).hasToString("{\"text\":\"ab\"}");
    }

    @Test
    void knowsNoValue() {
        assertThat(json.value(null).isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02", "0204", "06", "020461", "02ffffffffffffffffff01", "0000"})
    void showsTheBytesOfWhatCannotBeDecoded(String payload) {
        byte[] value = framed(payload);

        assertThat(json.value(value).path("error").asText()).isNotEmpty();
        assertThat(json.value(value).path("bytes").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "7b7d", "0000000063", "010000000102"})
    void showsTheBytesOfWhatIsNotInTheWireFormat(String value) {
        assertThat(json.value(HexFormat.of().parseHex(value)).path("error").asText()).isNotEmpty();
    }

    @Test
    void showsKeysAsTextIfTheyAre() {
        byte[] text = "k\u00fc".getBytes(StandardCharsets.UTF_8);

        assertThat(RecordJson.key(text)).hasToString("\"k\u00fc\"");
        assertThat(RecordJson.key(new byte[] {(byte) 0xff})).hasToString("{\"bytes\":\"/w==\"}");
        assertThat(RecordJson.key(null).isNull()).isTrue();
    }

    private byte[] framed(String payload) {
        return WireFormat.frame(id, HexFormat.of().parseHex(payload));
    }
}
