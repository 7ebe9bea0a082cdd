package io.millrace.schemas.event;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Rows as bytes: a bit for each field that says whether it's present, then the present values.
 * Numbers take 8 bytes, booleans one, text its UTF-8 length (4 bytes) and bytes.
 */
public final class RowCodec {
    private final ValueType[] types;

    public RowCodec(RowType type) {
        types = type.fields().stream().map(Field::type).toArray(ValueType[]::new);
    }

    public int size() {
        return types.length;
    }

    public void write(Row row, DataOutput out) throws IOException {
        for (int from = 0; from < types.length; from += 8) {
            int bits = 0;
            for (int i = from; i < Math.min(from + 8, types.length); i++) {
                bits |= row.isNull(i) ? 0 : 1 << (i - from);
            }
            out.writeByte(bits);
        }
        for (int i = 0; i < types.length; i++) {
            if (!row.isNull(i)) {
                writeValue(row, i, out);
            }
        }
    }

    private void writeValue(Row row, int field, DataOutput out) throws IOException {
        switch (types[field]) {
            case BOOLEAN -> out.writeBoolean(row.getBoolean(field));
            case INTEGER, TIMESTAMP -> out.writeLong(row.getLong(field));
            case DOUBLE -> out.writeLong(Double.doubleToRawLongBits(row.getDouble(field)));
            case STRING -> {
                byte[] utf8 =
                        java.util.Objects.requireNonNull(row.getText(field))
                                .getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        }
    }

    public Row read(DataInput in) throws IOException {
        Row row = new Row(types.length);
        byte[] bits = new byte[(types.length + 7) / 8];
        in.readFully(bits);
        for (int i = 0; i < types.length; i++) {
            if ((bits[i / 8] & (1 << (i % 8))) != 0) {
                readValue(row, i, in);
            }
        }
        return row;
    }

    private void readValue(Row row, int field, DataInput in) throws IOException {
        switch (types[field]) {
            case BOOLEAN -> row.setBoolean(field, in.readBoolean());
            case INTEGER, TIMESTAMP -> row.setLong(field, in.readLong());
            case DOUBLE -> row.setDouble(field, Double.longBitsToDouble(in.readLong()));
            case STRING -> {
                byte[] utf8 = new byte[in.readInt()];
                in.readFully(utf8);
                row.setText(field, new String(utf8, StandardCharsets.UTF_8));
            }
        }
    }
}
