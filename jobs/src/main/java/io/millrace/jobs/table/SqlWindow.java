package io.millrace.jobs.table;

import io.millrace.features.aggregate.Cell;
import io.millrace.features.aggregate.Cells;
import io.millrace.features.aggregate.Cells.Family;
import io.millrace.features.aggregate.Cells.Setting;
import io.millrace.features.aggregate.Result;
import io.millrace.features.aggregate.Statistic;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** The cell of features for the rows of an SQL window, and the rows if it looks at them again. */
final class SqlWindow {
    private static final Set<Family> LOOKING_AGAIN =
            Set.of(Family.OLDEST, Family.DISTINCT, Family.APPROXIMATELY_DISTINCT, Family.PROVIDED);

    private record Valued(Object value, long time) {}

    private final Statistic statistic;
    private final boolean keepsRows;
    private final Values values = new Values(1, 0);
    private final Result result = new Result();
    private final Deque<Valued> rows = new ArrayDeque<>();
    private @Nullable Cell cell;
    private ValueType type = ValueType.DOUBLE;
    private long newest;

    SqlWindow(Statistic statistic) {
        this.statistic = statistic;
        this.keepsRows = LOOKING_AGAIN.contains(Cells.family(statistic.kind(), false));
    }

    static boolean needsTime(Statistic statistic) {
        return switch (statistic.kind()) {
            case TREND, TIME_SINCE_FIRST, TIME_SINCE_LAST -> true;
            default -> false;
        };
    }

    /** A state with one more row, or with one less: the oldest. */
    byte[] changed(
            byte @Nullable [] state, ValueType given, Object value, long time, boolean adds) {
        Cell open = open(state, given);
        set(new Valued(value, time));
        if (adds) {
            newest = Math.max(newest, time);
            open.add(values);
        } else {
            open.evict(values);
        }
        if (keepsRows && adds) {
            rows.addLast(new Valued(value, time));
        } else if (keepsRows) {
            rows.removeFirst();
        }
        open.moveTo(newest);
        return packed(open);
    }

    /** A state after a row without a value, which still says what time it is. */
    byte[] seen(byte[] state, long time) {
        Cell open = open(state, parameter());
        newest = Math.max(newest, time);
        return packed(open);
    }

    @Nullable Object value(byte @Nullable [] state) {
        Cell open = open(state, parameter());
        Row row = new Row(1);
        open.answer(statistic, newest, newest, result.to(row, 0));
        String refusal = result.takeRefusal();
        if (refusal != null) {
            throw new ArithmeticException(statistic.word() + " has no value: " + refusal);
        }
        ValueType answered = statistic.resultOf(type);
        Object value = row.get(0, answered);
        return value == null ? null : SqlTypes.toSql(value, answered);
    }

    private ValueType parameter() {
        var function = statistic.function();
        return function == null ? ValueType.DOUBLE : function.parameters().get(0);
    }

    private Cell open(byte @Nullable [] state, ValueType given) {
        ByteReader in = new ByteReader();
        ValueType stored = given;
        if (state != null) {
            in.reset(state, 0, state.length);
            stored = ValueType.values()[in.getByte()];
        }
        Cell open = cell;
        if (open == null || stored != type) {
            type = stored;
            open =
                    Cells.of(
                            Cells.family(statistic.kind(), false),
                            List.of(statistic),
                            setting(),
                            this::visit);
            cell = open;
        }
        rows.clear();
        open.clear();
        newest = Long.MIN_VALUE;
        if (state != null) {
            newest = in.getSigned();
            for (int left = in.getCount(); left > 0; left--) {
                rows.addLast(read(in));
            }
            open.read(in);
        }
        return open;
    }

    private Setting setting() {
        return new Setting(0, type, -1, -1, true, true, false, 0, List.of());
    }

    private void visit(Cell.Visitor visitor) {
        for (Valued row : rows) {
            set(row);
            if (!visitor.visit(values)) {
                return;
            }
        }
    }

    private void set(Valued row) {
        values.time = row.time;
        values.present[0] = true;
        values.texts[0] = row.value instanceof String text ? text : null;
        values.words[0] = word(row.value);
    }

    private static long word(Object value) {
        if (value instanceof Double number) {
            return Double.doubleToRawLongBits(number);
        } else if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        return value instanceof Long number ? number : 0;
    }

    private byte[] packed(Cell open) {
        ByteWriter out = new ByteWriter();
        out.write(type.ordinal());
        out.putSigned(newest);
        out.putUnsigned(rows.size());
        for (Valued row : rows) {
            out.putSigned(row.time);
            if (row.value instanceof String text) {
                out.putText(text);
            } else {
                out.putLong(word(row.value));
            }
        }
        open.write(out);
        return out.toArray();
    }

    private Valued read(ByteReader in) {
        long time = in.getSigned();
        Object value =
                switch (type) {
                    case STRING -> in.getText();
                    case DOUBLE -> Double.longBitsToDouble(in.getLong());
                    case BOOLEAN -> in.getLong() != 0;
                    case INTEGER, TIMESTAMP -> in.getLong();
                };
        return new Valued(value, time);
    }
}
