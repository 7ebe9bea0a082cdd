package io.millrace.schemas.serde;

import org.apache.avro.Conversion;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions.TimestampMillisConversion;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/** What avro-maven-plugin would generate from {@link #AVSC}, as far as these tests need it. */
public final class Measured extends SpecificRecordBase {
    private static final long serialVersionUID = 1L;

    static final String AVSC =
            """
            {"type": "record", "name": "Measured", "namespace": "io.millrace.schemas.serde",
             "doc": "kept by the registry",
             "fields": [
              {"name": "sensor", "type": "string"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "value", "type": ["null", "double"], "default": null}]}
            """;

    public static final Schema SCHEMA$ =
            new Schema.Parser()
                    .parse(
                            AVSC.replace(
                                    "\"type\": \"string\"",
                                    "\"type\": {\"type\": \"string\", \"avro.java.string\":"
                                            + " \"String\"}"));

    private static final SpecificData MODEL$ = new SpecificData(Measured.class.getClassLoader());

    static {
        MODEL$.addLogicalTypeConversion(new TimestampMillisConversion());
    }

    private String sensor = "";
    private Instant at = Instant.EPOCH;
    private @Nullable Double value;

    public Measured() {}

    Measured(String sensor, Instant at, @Nullable Double value) {
        this.sensor = sensor;
        this.at = at;
        this.value = value;
    }

    @Override
    public SpecificData getSpecificData() {
        return MODEL$;
    }

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public @Nullable Conversion<?> getConversion(int field) {
        return field == 1 ? new TimestampMillisConversion() : null;
    }

    @Override
    public @Nullable Object get(int field) {
        return switch (field) {
            case 0 -> sensor;
            case 1 -> at;
            case 2 -> value;
            default -> throw new IndexOutOfBoundsException(field);
        };
    }

    @Override
    public void put(int field, @Nullable Object given) {
        switch (field) {
            case 0 -> sensor = String.valueOf(given);
            case 1 -> at = (Instant) Objects.requireNonNull(given);
            case 2 -> value = (Double) given;
            default -> throw new IndexOutOfBoundsException(field);
        }
    }
}
