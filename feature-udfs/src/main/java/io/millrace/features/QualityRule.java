package io.millrace.features;

import io.millrace.schemas.pipeline.Otherwise;

import org.jspecify.annotations.Nullable;

/**
 * A rule of a source, as its counts are told.
 *
 * @param rule its name
 * @param field that's checked, or null if there's no single one
 * @param window in which it's counted, in milliseconds of event time
 * @param bounds of a rule about windows; null for one about single events
 * @param declared false for those that every source has
 */
public record QualityRule(
        String rule,
        @Nullable String field,
        Otherwise otherwise,
        long window,
        @Nullable Bounds bounds,
        boolean declared) {

    /** What a window must keep to; both ends are included. */
    public sealed interface Bounds {
        /**
         * @param events in the window
         * @param nulls those without a value of the field
         */
        boolean hold(long events, long nulls);
    }

    /** At most this share without a value; a window without events has no share and holds. */
    public record NullShare(double most) implements Bounds {
        @Override
        public boolean hold(long events, long nulls) {
            return events == 0 || (double) nulls / events <= most;
        }
    }

    /** So many events. */
    public record Volume(long least, long most) implements Bounds {
        @Override
        public boolean hold(long events, long nulls) {
            return events >= least && events <= most;
        }
    }

    static QualityRule of(ExpectationPlan plan) {
        Bounds bounds = null;
        if (plan.test() instanceof ExpectationPlan.NullShare share) {
            bounds = new NullShare(share.most());
        } else if (plan.test() instanceof ExpectationPlan.Volume volume) {
            bounds = new Volume(volume.least(), volume.most());
        }
        return new QualityRule(
                plan.rule(),
                plan.field(),
                plan.otherwise(),
                plan.window(),
                bounds,
                !(plan.test() instanceof ExpectationPlan.Finite));
    }
}
