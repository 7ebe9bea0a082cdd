package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** A few values of a column in order, with their times. */
final class ValueQueue {
    private final int column;
    private final ValueType type;
    private final long[] times;
    private final long[] words;
    private final @Nullable String[] texts;
    private int from;
    private int size;

    /**
     * @param capacity the most that it ever holds
     */
    ValueQueue(int column, ValueType type, int capacity) {
        this.column = column;
        this.type = type;
        times = new long[capacity];
        words = new long[capacity];
        texts = new @Nullable String[capacity];
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == times.length;
    }

    void clear() {
        from = 0;
        size = 0;
    }

    private int place(int index) {
        return (from + index) % times.length;
    }

    void append(Values values) {
        int place = place(size++);
        times[place] = values.time;
        words[place] = values.words[column];
        texts[place] = values.texts[column];
    }

    void removeFirst() {
        from = place(1);
        size--;
    }

    long time(int index) {
        return times[place(index)];
    }

    void answer(int index, Result result) {
        result.set(type, words[place(index)], texts[place(index)]);
    }

    void write(ByteWriter out) {
        out.putUnsigned(size);
        long before = 0;
        for (int i = 0; i < size; i++) {
            int place = place(i);
            out.putSigned(times[place] - before);
            before = times[place];
            switch (type) {
                case DOUBLE -> out.putLong(words[place]);
                case STRING -> out.putText(Objects.requireNonNull(texts[place]));
                default -> out.putSigned(words[place]);
            }
        }
    }

    void read(ByteReader in) {
        from = 0;
        size = in.getCount();
        long time = 0;
        for (int i = 0; i < size; i++) {
            time += in.getSigned();
            times[i] = time;
            switch (type) {
                case DOUBLE -> words[i] = in.getLong();
                case STRING -> texts[i] = in.getText();
                default -> words[i] = in.getSigned();
            }
        }
    }
}
