package io.millrace.features;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * The newest value by (time, partition, offset). It's the last one of every window that it's in,
 * and a window that it isn't in has none.
 */
final class Newest {
    private final int column;
    private final boolean isText;
    private boolean exists;
    private long time;
    private int partition;
    private long offset;
    private long word;
    private @Nullable String text;

    Newest(int column, ValueType type) {
        this.column = column;
        this.isText = type == ValueType.STRING;
    }

    void clear() {
        exists = false;
        text = null;
    }

    boolean exists() {
        return exists;
    }

    boolean existsFrom(long cut) {
        return exists && time >= cut;
    }

    long word() {
        return word;
    }

    String text() {
        return Objects.requireNonNull(text);
    }

    void add(Values values) {
        if (exists && isNewerThan(values)) {
            return;
        }
        exists = true;
        time = values.time;
        partition = values.partition;
        offset = values.offset;
        word = values.words[column];
        text = values.texts[column];
    }

    private boolean isNewerThan(Values values) {
        int order = Long.compare(time, values.time);
        order = order != 0 ? order : Integer.compare(partition, values.partition);
        order = order != 0 ? order : Long.compare(offset, values.offset);
        return order > 0;
    }

    void write(ByteWriter out) {
        out.write(exists ? 1 : 0);
        if (exists) {
            out.putSigned(time);
            out.putUnsigned(partition);
            out.putSigned(offset);
            if (isText) {
                out.putText(text());
            } else {
                out.putLong(word);
            }
        }
    }

    void read(ByteReader in) {
        clear();
        exists = in.getByte() != 0;
        if (exists) {
            time = in.getSigned();
            partition = (int) in.getUnsigned();
            offset = in.getSigned();
            if (isText) {
                text = in.getText();
            } else {
                word = in.getLong();
            }
        }
    }
}
