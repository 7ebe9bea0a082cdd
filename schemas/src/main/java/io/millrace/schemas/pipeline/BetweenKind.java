package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Two bounds, {@code [low, high]}, of which one may be {@code null}. */
final class BetweenKind implements Kind<BetweenKind.Bounds> {
    private static final ScalarKind<Double> NUMBER =
            Numbers.real(-Double.MAX_VALUE, Double.MAX_VALUE, "a number or null");

    record Bounds(OptionalDouble low, OptionalDouble high) {}

    @Override
    public String expected() {
        return "two numbers [low, high], one of which may be null";
    }

    @Override
    public Optional<Bounds> read(Value value) {
        Optional<List<Value>> items = value.items(expected());
        if (items.isEmpty()) {
            return Optional.empty();
        }
        List<Value> bounds = items.get();
        if (bounds.size() != 2 || bounds.stream().allMatch(Value::isNull)) {
            value.reading()
                    .report(
                            PipelineFileError.WRONG_KIND,
                            value.span(),
                            value.name() + " isn't " + expected());
            return Optional.empty();
        }
        Optional<OptionalDouble> low = bound(bounds.get(0));
        Optional<OptionalDouble> high = bound(bounds.get(1));
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        return ordered(new Bounds(low.get(), high.get()), value);
    }

    private static Optional<OptionalDouble> bound(Value value) {
        return value.isNull()
                ? Optional.of(OptionalDouble.empty())
                : NUMBER.read(value).map(OptionalDouble::of);
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
