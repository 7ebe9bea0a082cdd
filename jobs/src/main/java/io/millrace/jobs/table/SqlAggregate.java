package io.millrace.jobs.table;

import io.millrace.features.aggregate.Statistic;
import io.millrace.features.function.AggregateFunctions;
import io.millrace.schemas.event.ValueType;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.AggregateFunction;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.TypeInference;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/**
 * A window function of features in SQL: {@code millrace_p99(amount) OVER (…)}, also in GROUP BY. It
 * takes a value, and where time matters (trend, time_since_first, users' own) the row's time.
 *
 * <p>Rows come in and leave from the oldest on, as in OVER windows by time. The event itself is in
 * its window there: it's {@code edge: closed}. Its state is packed and unpacked for each row, which
 * features aren't; it's for queries and not for serving.
 */
public final class SqlAggregate extends AggregateFunction<Object, SqlAggregate.Accumulator> {
    private static final long serialVersionUID = 1L;

    private final String word;
    private transient @Nullable SqlWindow window;

    /** What SQL keeps. */
    public static final class Accumulator {
        /** Null as long as there's no value. */
        @SuppressWarnings("checkstyle:VisibilityModifier") // SQL reads it
        public byte @Nullable [] state;
    }

    SqlAggregate(String word) {
        this.word = word;
    }

    private Statistic statistic() {
        return Statistic.of(word)
                .or(
                        () ->
                                AggregateFunctions.load(Statistic::isOwn)
                                        .find(word)
                                        .map(Statistic::provided))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "there's no window function \"" + word + "\""));
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory types) {
        Statistic statistic = statistic();
        return TypeInference.newBuilder()
                .inputTypeStrategy(
                        new SqlArguments(
                                SqlWindow.needsTime(statistic) ? 2 : 1,
                                2,
                                (argument, given) -> wanted(statistic, argument, given)))
                .accumulatorTypeStrategy(
                        call ->
                                Optional.of(
                                        DataTypes.STRUCTURED(
                                                Accumulator.class,
                                                DataTypes.FIELD("state", DataTypes.BYTES()))))
                .outputTypeStrategy(
                        call -> input(call).map(type -> SqlTypes.of(statistic.resultOf(type))))
                .build();
    }

    private static Optional<ValueType> input(CallContext call) {
        return SqlTypes.of(call.getArgumentDataTypes().get(0));
    }

    private static Optional<ValueType> wanted(Statistic statistic, int argument, ValueType given) {
        boolean fits = argument == 1 ? given == ValueType.TIMESTAMP : statistic.allows(given);
        return Optional.of(given).filter(type -> fits);
    }

    @Override
    public Accumulator createAccumulator() {
        return new Accumulator();
    }

    public void accumulate(Accumulator accumulator, @Nullable Object value) {
        change(accumulator, value, Instant.EPOCH, true);
    }

    public void accumulate(
            Accumulator accumulator, @Nullable Object value, @Nullable Instant time) {
        change(accumulator, value, time, true);
    }

    public void retract(Accumulator accumulator, @Nullable Object value) {
        change(accumulator, value, Instant.EPOCH, false);
    }

    public void retract(Accumulator accumulator, @Nullable Object value, @Nullable Instant time) {
        change(accumulator, value, time, false);
    }

    private void change(
            Accumulator accumulator, @Nullable Object value, @Nullable Instant time, boolean adds) {
        byte[] state = accumulator.state;
        if (value == null && state != null && time != null && adds) {
            accumulator.state = window().seen(state, time.toEpochMilli());
        } else if (value != null && time != null) {
            accumulator.state =
                    window().changed(
                                    state,
                                    SqlTypes.of(value),
                                    SqlTypes.fromSql(value),
                                    time.toEpochMilli(),
                                    adds);
        }
    }

    @Override
    public @Nullable Object getValue(Accumulator accumulator) {
        return window().value(accumulator.state);
    }

    private SqlWindow window() {
        if (window == null) {
            window = new SqlWindow(statistic());
        }
        return window;
    }
}
