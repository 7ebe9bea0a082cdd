package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * One field of the newest record, for as long as it isn't too old. A newer record takes the place
 * of an older one also where its field is null; so nothing older is ever needed.
 */
final class LatestCell implements Cell {
    private static final int NONE = 0;
    private static final int NULL = 1;
    private static final int VALUE = 2;

    private final int column;
    private final ValueType type;
    private final long maxAge;
    private int state = NONE;
    private long time;
    private long word;
    private @Nullable String text;

    /**
     * @param maxAge in milliseconds; 0 if age doesn't matter
     */
    LatestCell(int column, ValueType type, long maxAge) {
        this.column = column;
        this.type = type;
        this.maxAge = maxAge;
    }

    @Override
    public void clear() {
        state = NONE;
        text = null;
    }

    @Override
    public void add(Values values) {
        state = values.present[column] ? VALUE : NULL;
        time = values.time;
        word = values.words[column];
        text = values.texts[column];
    }

    @Override
    public boolean takesMissing() {
        return true;
    }

    @Override
    public void evict(Values values) {
        throw new IllegalStateException("records don't leave one by one");
    }

    @Override
    public void moveTo(long now) {
        long oldest = now - maxAge;
        boolean isAfterAll = oldest > now;
        if (maxAge > 0 && !isAfterAll && time < oldest) {
            clear();
        }
    }

    @Override
    public boolean isEmpty() {
        return state == NONE;
    }

    @Override
    public void answer(Statistic statistic, long asked, long end, Result result) {
        if (state == VALUE) {
            result.set(type, word, text);
        } else {
            result.setNothing();
        }
    }

    @Override
    public void write(ByteWriter out) {
        out.write(state);
        if (state == NONE) {
            return;
        }
        out.putSigned(time);
        if (state == VALUE) {
            switch (type) {
                case DOUBLE -> out.putLong(word);
                case STRING -> out.putText(Objects.requireNonNull(text));
                default -> out.putSigned(word);
            }
        }
    }

    @Override
    public void read(ByteReader in) {
        clear();
        state = in.getByte();
        if (state == NONE) {
            return;
        }
        time = in.getSigned();
        if (state == VALUE) {
            switch (type) {
                case DOUBLE -> word = in.getLong();
                case STRING -> text = in.getText();
                default -> word = in.getSigned();
            }
        }
    }
}
