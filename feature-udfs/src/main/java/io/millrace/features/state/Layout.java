package io.millrace.features.state;

import io.millrace.schemas.event.ValueType;

import java.util.List;
import java.util.Objects;

/**
 * {@link Values} as bytes: the time relative to a base, a bit for each column (is it there?) and
 * condition (does it hold?), the coordinates if they're wanted, then the values of the columns that
 * are kept.
 */
public final class Layout {
    private final ValueType[] types;
    private final boolean[] kept;
    private final int conditions;
    private final boolean coordinates;

    /**
     * @param kept columns whose values are stored; of the others only whether they're there
     * @param coordinates whether partition and offset are stored
     */
    public Layout(List<ValueType> types, boolean[] kept, int conditions, boolean coordinates) {
        this.types = types.toArray(ValueType[]::new);
        this.kept = kept.clone();
        this.conditions = conditions;
        this.coordinates = coordinates;
    }

    public void write(Values values, long base, ByteWriter out) {
        out.putSigned(values.time - base);
        writeBits(values, out);
        if (coordinates) {
            out.putUnsigned(values.partition);
            out.putSigned(values.offset);
        }
        for (int i = 0; i < types.length; i++) {
            if (kept[i] && values.present[i]) {
                switch (types[i]) {
                    case BOOLEAN -> out.write((int) values.words[i]);
                    case INTEGER, TIMESTAMP -> out.putSigned(values.words[i]);
                    case DOUBLE -> out.putLong(values.words[i]);
                    case STRING -> out.putText(Objects.requireNonNull(values.texts[i]));
                }
            }
        }
    }

    private void writeBits(Values values, ByteWriter out) {
        int bits = 0;
        int filled = 0;
        for (int i = 0; i < types.length + conditions; i++) {
            boolean bit = i < types.length ? values.present[i] : values.holds[i - types.length];
            bits |= bit ? 1 << filled : 0;
            if (++filled == 8) {
                out.write(bits);
                bits = 0;
                filled = 0;
            }
        }
        if (filled > 0) {
            out.write(bits);
        }
    }

    /** Reads one event; the values of columns that aren't kept are undefined. */
    public void read(ByteReader in, long base, Values values) {
        values.time = base + in.getSigned();
        int bits = 0;
        for (int i = 0; i < types.length + conditions; i++) {
            bits = (i & 7) == 0 ? in.getByte() : bits >> 1;
            if (i < types.length) {
                values.present[i] = (bits & 1) != 0;
            } else {
                values.holds[i - types.length] = (bits & 1) != 0;
            }
        }
        if (coordinates) {
            values.partition = (int) in.getUnsigned();
            values.offset = in.getSigned();
        }
        for (int i = 0; i < types.length; i++) {
            if (kept[i] && values.present[i]) {
                switch (types[i]) {
                    case BOOLEAN -> values.words[i] = in.getByte();
                    case INTEGER, TIMESTAMP -> values.words[i] = in.getSigned();
                    case DOUBLE -> values.words[i] = in.getLong();
                    case STRING -> values.texts[i] = in.getText();
                }
            }
        }
    }
}
