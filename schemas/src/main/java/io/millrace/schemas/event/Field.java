package io.millrace.schemas.event;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A named, typed place in a {@link Row}.
 *
 * @param name a valid Avro name
 * @param nullable whether its schema allows null
 */
public record Field(String name, ValueType type, boolean nullable) implements Serializable {
    private static final Pattern AVRO_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public Field {
        if (!AVRO_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no field name: letters, digits and _, no digit first");
        }
    }
}
