package io.millrace.features;

import io.millrace.features.ExpectationChecks.Check;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Otherwise;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The checks at the door of one source. Every rule sees the event as it came, so that the order
 * doesn't matter, but for which rule's dead letter an event is: the first one's in the file's
 * order, after those that every floating-point field has (NaN and infinities never come in).
 *
 * <p>Events are first checked ({@link #check}): some are refused. Those that are then neither late
 * nor duplicates are admitted ({@link #admit}): here fields become null. For use by one thread.
 */
public final class Expectations {

    /** Hears which rules an event doesn't meet. */
    public interface Failures {
        /**
         * @param rule its index in {@link FeaturePlan#qualityRules}
         * @param acted whether it had its consequence for this event
         */
        void failed(int rule, boolean acted);
    }

    private record Rule(int number, ExpectationPlan plan, int index, Check check) {

        @Nullable String complaint(Row fields, Coordinates at) {
            boolean skips =
                    index >= 0
                            && fields.isNull(index)
                            && !(plan.test() instanceof ExpectationPlan.NotNull)
                            && !(plan.test() instanceof ExpectationPlan.That);
            return skips ? null : check.complaint(fields, index, at);
        }

        Refusal refusal(String complaint) {
            String subject =
                    plan.field() == null ? "the event " : "field \"" + plan.field() + "\" ";
            return new Refusal(plan.rule(), plan.field(), subject + complaint);
        }
    }

    /** Those that stop, then those that refuse. */
    private final List<Rule> strict = new ArrayList<>();

    /** Those that set null or warn. */
    private final List<Rule> lenient = new ArrayList<>();

    /** The null shares: number of the rule and index of the field. */
    private final List<int[]> shares = new ArrayList<>();

    private final boolean[] becomesNull;

    Expectations(List<ExpectationPlan> plans, RowType type) {
        becomesNull = new boolean[type.size()];
        List<Rule> refusing = new ArrayList<>();
        for (int number = 0; number < plans.size(); number++) {
            ExpectationPlan plan = plans.get(number);
            int index = plan.field() == null ? -1 : type.index(plan.field());
            if (plan.test() instanceof ExpectationPlan.NullShare) {
                shares.add(new int[] {number, index});
            }
            if (plan.ofWindow()) {
                continue;
            }
            ValueType of = index < 0 ? ValueType.BOOLEAN : type.field(index).type();
            Rule rule = new Rule(number, plan, index, ExpectationChecks.of(plan.test(), type, of));
            switch (plan.otherwise()) {
                case STOP -> strict.add(rule);
                case DEAD_LETTER -> refusing.add(rule);
                case NULL, WARN -> lenient.add(rule);
            }
        }
        strict.addAll(refusing);
    }

    /**
     * Checks one event.
     *
     * @param fields of this source's projection
     * @param at its record; "not in the future" and freshness compare with its Kafka timestamp
     * @return the first rule that makes it a dead letter, or null when it may come in
     * @throws StoppedException if it breaks a rule that says stop
     */
    public @Nullable Refusal check(Row fields, Coordinates at) {
        for (Rule rule : strict) {
            String complaint = rule.complaint(fields, at);
            if (complaint != null) {
                Refusal refusal = rule.refusal(complaint);
                if (rule.plan.otherwise() == Otherwise.STOP) {
                    throw new StoppedException(refusal, at);
                }
                return refusal;
            }
        }
        return null;
    }

    /** Lets an event in that was checked: what a rule wants to be null is null from now on. */
    public void admit(Row fields, Coordinates at) {
        admit(fields, at, (rule, acted) -> {});
    }

    /** The same, and tells which rules it doesn't meet. */
    public void admit(Row fields, Coordinates at, Failures failures) {
        for (int[] share : shares) {
            if (fields.isNull(share[1])) {
                failures.failed(share[0], false);
            }
        }
        boolean changes = false;
        for (Rule rule : lenient) {
            if (rule.complaint(fields, at) != null) {
                failures.failed(rule.number, true);
                if (rule.plan.otherwise() == Otherwise.NULL) {
                    becomesNull[rule.index] = true;
                    changes = true;
                }
            }
        }
        if (changes) {
            setNull(fields);
        }
    }

    private void setNull(Row fields) {
        for (int i = 0; i < becomesNull.length; i++) {
            if (becomesNull[i]) {
                fields.setNull(i);
                becomesNull[i] = false;
            }
        }
    }

    /** Tells which rules a refused event doesn't meet; the first one had its consequence. */
    public void refuse(Row fields, Coordinates at, Failures failures) {
        boolean first = true;
        for (Rule rule : strict) {
            if (rule.complaint(fields, at) != null) {
                failures.failed(rule.number, first);
                first = false;
            }
        }
        for (Rule rule : lenient) {
            if (rule.complaint(fields, at) != null) {
                failures.failed(rule.number, false);
            }
        }
    }
}
