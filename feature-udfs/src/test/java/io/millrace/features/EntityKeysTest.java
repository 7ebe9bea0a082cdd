package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class EntityKeysTest {
    private static final RowType TYPE =
            new RowType(
                    List.of(
                            new Field("account", ValueType.STRING, true),
                            new Field("merchant", ValueType.STRING, true),
                            new Field("items", ValueType.INTEGER, true)));

    private static @Nullable String key(List<String> fields, @Nullable Object... values) {
        Row row = new Row(TYPE.size());
        for (int i = 0; i < values.length; i++) {
            row.set(i, TYPE.field(i).type(), values[i]);
        }
        return new EntityKeys(fields, TYPE).of(row);
    }

    @Test
    void writesASingleFieldAsItIs() {
        assertThat(key(List.of("account"), "a|b\\", null, 7L)).isEqualTo("a|b\\");
        assertThat(key(List.of("items"), "a", null, -7L)).isEqualTo("-7");
        assertThat(key(List.of("merchant"), "a", null, 7L)).isNull();
        assertThat(key(List.of(), "a", "b", 7L)).isNull();
    }

    @Test
    void joinsSeveralFieldsInTheFilesOrder() {
        assertThat(key(List.of("account", "items"), "a", null, 7L)).isEqualTo("a|7");
        assertThat(key(List.of("items", "account"), "a", null, 7L)).isEqualTo("7|a");
        assertThat(key(List.of("account", "merchant"), "a|b", "\\c")).isEqualTo("a\\|b|\\\\c");
        assertThat(key(List.of("account", "merchant"), "", "")).isEqualTo("|");
    }

    @Test
    void aNullPartMeansANullKey() {
        List<String> fields = List.of("account", "merchant", "items");

        assertThat(key(fields, "a", "b", 7L)).isEqualTo("a|b|7");
        assertThat(key(fields, null, "b", 7L)).isNull();
        assertThat(key(fields, "a", null, 7L)).isNull();
        assertThat(key(fields, "a", "b", null)).isNull();
    }

    /** Every text of up to four of the characters that could be taken for each other. */
    @Test
    void neverGivesDifferentPartsTheSameKey() {
        List<String> texts = new ArrayList<>(List.of(""));
        for (int from = 0; texts.size() < 1 + 3 + 9 + 27 + 81; from++) {
            for (String next : List.of("a", "|", "\\")) {
                texts.add(texts.get(from) + next);
            }
        }
        Map<String, List<String>> seen = new HashMap<>();
        for (String account : texts) {
            for (String merchant : texts) {
                List<String> parts = List.of(account, merchant);
                String key = key(List.of("account", "merchant"), account, merchant);
                assertThat(seen.put(String.valueOf(key), parts))
                        .as("%s of %s", key, parts)
                        .isNull();
            }
        }
        assertThat(seen).hasSize(texts.size() * texts.size());
    }
}
