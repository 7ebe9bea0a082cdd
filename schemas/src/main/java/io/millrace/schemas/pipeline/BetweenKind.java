package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Two bounds, {@code [low, high]}, of which one may be {@code null}.
 *
 * @param expected such as {@code two numbers [low, high]}
 */
record BetweenKind(String expected, ScalarKind<? extends Number> number)
        implements Kind<BetweenKind.Bounds> {

    /** Whole bounds are exact: they're far below 2^53. */
    record Bounds(OptionalDouble low, OptionalDouble high) {
        OptionalLong least() {
            return whole(low);
        }

        OptionalLong most() {
            return whole(high);
        }

        private static OptionalLong whole(OptionalDouble bound) {
            return bound.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of((long) bound.getAsDouble());
        }
    }

    static BetweenKind numbers() {
        return new BetweenKind(
                "two numbers [low, high], one of which may be null",
                Numbers.real(-Double.MAX_VALUE, Double.MAX_VALUE, "a number or null"));
    }

    /**
     * @param highest that a bound may be
     */
    static BetweenKind counts(long highest) {
        return new BetweenKind(
                "two whole numbers [least, most], one of which may be null",
                Numbers.whole(0, highest));
    }

    @Override
    public Optional<Bounds> read(Value value) {
        Optional<List<Value>> items = value.items(expected);
        if (items.isEmpty()) {
            return Optional.empty();
        }
        List<Value> bounds = items.get();
        if (bounds.size() != 2 || bounds.stream().allMatch(Value::isNull)) {
            value.reading()
                    .report(
                            PipelineFileError.WRONG_KIND,
                            value.span(),
                            value.name() + " isn't " + expected);
            return Optional.empty();
        }
        Optional<OptionalDouble> low = bound(bounds.get(0));
        Optional<OptionalDouble> high = bound(bounds.get(1));
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        return ordered(new Bounds(low.get(), high.get()), value);
    }

    private Optional<OptionalDouble> bound(Value value) {
        return value.isNull()
                ? Optional.of(OptionalDouble.empty())
                : number.read(value).map(bound -> OptionalDouble.of(bound.doubleValue()));
    }

    private static Optional<Bounds> ordered(Bounds bounds, Value value) {
        double low = bounds.low().orElse(Double.NEGATIVE_INFINITY);
        double high = bounds.high().orElse(Double.POSITIVE_INFINITY);
        if (low > high) {
            value.reading()
                    .report(
                            PipelineFileError.BOUNDS_REVERSED,
                            value.span(),
                            value.name() + ": the lower bound is above the upper one");
            return Optional.empty();
        }
        return Optional.of(bounds);
    }
}
