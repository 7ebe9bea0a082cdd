package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.RowTypes.Lookup;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class RowTypesTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "'boolean' | BOOLEAN",
                "'int' | INTEGER",
                "'long' | INTEGER",
                "'float' | DOUBLE",
                "'double' | DOUBLE",
                "'string' | STRING",
                "{'type': 'enum', 'name': 'E', 'symbols': ['A']} | STRING",
                "{'type': 'string', 'logicalType': 'uuid'} | STRING",
                "{'type': 'fixed', 'name': 'F', 'size': 16, 'logicalType': 'uuid'} | STRING",
                "{'type': 'long', 'logicalType': 'timestamp-millis'} | TIMESTAMP",
                "{'type': 'long', 'logicalType': 'timestamp-micros'} | TIMESTAMP",
                "{'type': 'long', 'logicalType': 'timestamp-nanos'} | TIMESTAMP",
                "{'type': 'int', 'logicalType': 'date'} | INTEGER",
                "{'type': 'long', 'logicalType': 'unheard-of'} | INTEGER"
            })
    void knowsWhatAPipelineCanUse(String type, ValueType expected) {
        assertThat(lookup(type)).isEqualTo(new Lookup.Found(new Field("f", expected, false)));
        assertThat(lookup("['null', " + type + "]"))
                .isEqualTo(new Lookup.Found(new Field("f", expected, true)));
        assertThat(lookup("[" + type + ", 'null']"))
                .isEqualTo(new Lookup.Found(new Field("f", expected, true)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "'bytes' | type bytes",
                "'null' | null",
                "{'type': 'fixed', 'name': 'F', 'size': 8} | type fixed",
                "{'type': 'array', 'items': 'int'} | type array",
                "{'type': 'map', 'values': 'int'} | type map",
                "{'type': 'record', 'name': 'R', 'fields': []} | type record",
                "['int', 'string'] | int or string",
                "{'type': 'long', 'logicalType': 'local-timestamp-millis'} | which instant",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 4} | decimal isn't"
            })
    void saysWhyATypeCannotBeUsed(String type, String reason) {
        assertThat(lookup(type))
                .isInstanceOfSatisfying(
                        Lookup.Unsupported.class,
                        unsupported -> assertThat(unsupported.reason()).contains(reason));
    }

    @Test
    void tellsOfEveryNameThatCannotBeUsed() {
        Schema schema = schema("'bytes'");

        assertThatThrownBy(() -> RowTypes.of(schema, List.of("f", "g")))
                .hasMessageContaining("field \"f\"")
                .hasMessageContaining("no field \"g\" among [f]");
        assertThat(RowTypes.of(schema).fields()).isEmpty();
    }

    @Test
    void refusesSchemasThatAreNoRecords() {
        assertThatThrownBy(() -> RowTypes.of(Schema.create(Schema.Type.INT)))
                .hasMessageContaining("events are records");
    }

    private static Lookup lookup(String type) {
        return RowTypes.field(schema(type), "f");
    }

    private static Schema schema(String type) {
        return new Schema.Parser()
                .parse(
                        "{'type': 'record', 'name': 'Event', 'fields': [{'name': 'f', 'type': %s}]}"
                                .formatted(type)
                                .replace('\'', '"'));
    }
}
