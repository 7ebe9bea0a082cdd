package io.millrace.jobs.cli.parity;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Compares bit by bit: NaN equals NaN of the same bits, and 0.0 isn't -0.0. */
final class VectorComparison {
    private final RowType features;

    /**
     * @param features of the vectors that are computed again
     */
    VectorComparison(RowType features) {
        this.features = features;
    }

    /** What differs, in the feature set's order; then what only the served vector has. */
    List<ValueDifference> differences(NamedVector served, Row recomputed) {
        List<ValueDifference> found = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            Field feature = features.field(i);
            Object own = recomputed.get(i, feature.type());
            Object other = served.values().get(feature.name());
            if (!served.values().containsKey(feature.name())) {
                found.add(ValueDifference.onlyRecomputed(feature.name(), own));
            } else if (!same(other, own)) {
                found.add(ValueDifference.of(feature.name(), other, own));
            }
        }
        served.values()
                .forEach(
                        (name, value) -> {
                            if (features.indexOf(name).isEmpty()) {
                                found.add(ValueDifference.onlyServed(name, value));
                            }
                        });
        return found;
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return one == other;
        }
        return one.getClass().equals(other.getClass())
                && Objects.equals(ValueDifference.bits(one), ValueDifference.bits(other));
    }
}
