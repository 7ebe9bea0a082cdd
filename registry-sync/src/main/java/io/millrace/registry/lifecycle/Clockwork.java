package io.millrace.registry.lifecycle;

import io.millrace.registry.lifecycle.Comparison.Finding;
import io.millrace.registry.lifecycle.Running.Hold;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.pipeline.Model.PromoteWhen;
import io.millrace.schemas.pipeline.Model.Step;

/**
 * What the passing of event time decides about a rollout.
 *
 * <p>When a report of a later time comes, those of the time before are all there. So decisions are
 * made on going from one time to the next, each at the time that was due or at which its evidence
 * was complete: they don't depend on the order of reports of one time.
 */
final class Clockwork {
    private final LifeCycleSettings settings;
    private final LifeCycleState state;
    private final Rollouts rollouts;

    Clockwork(LifeCycleSettings settings, LifeCycleState state, Rollouts rollouts) {
        this.settings = settings;
        this.state = state;
        this.rollouts = rollouts;
    }

    /** Everything before this time is known. */
    void advance(long now) {
        if (now <= state.clock) {
            return;
        }
        long before = state.clock;
        state.clock = now;
        while (decide(before, now)) {
            // A long silence can end several steps, if they need no rows.
        }
    }

    /** Whether anything else may be decided, because a step began. */
    private boolean decide(long before, long now) {
        Running running = state.running;
        if (running == null || state.isKilled()) {
            return false;
        }
        if (running.begin() == Long.MIN_VALUE) {
            state.running = running.from(now);
            return false;
        }
        Comparison all = compare(running, false);
        Comparison step = compare(running, true);
        if (isBad(all) || isBad(step)) {
            long time = Math.max(before, running.begin());
            Comparison why = isBad(step) ? step : all;
            String lacks =
                    finding(why) == Finding.UNFIT
                            ? "the gate asks for at least " + settings.gate().atLeast()
                            : "at most " + settings.plan().tolerance() + " less is tolerated";
            String reason = why.figures() + "; " + lacks;
            rollouts.rollBack(
                    running, Long.MIN_VALUE, Why.rollout(reason, time).on(state.evidence));
            rollouts.startNext(time);
            return true;
        }
        if (hasWrongShare(running)) {
            SampleRatio ratio = sampleRatio(running);
            String reason = ratio.figures(running.share()) + "; RESUME it when that's explained";
            long time = Math.max(before, running.begin());
            rollouts.pause(running, Hold.PERSON, Why.rollout(reason, time).on(state.evidence));
            return false;
        }
        return goOn(running, step, all, before, now);
    }

    private boolean hasWrongShare(Running running) {
        return settings.plan().checkSampleRatio()
                && running.kind() == Step.Kind.CANARY
                && running.hold() != Hold.PERSON
                && sampleRatio(running).isOff(running.share());
    }

    private SampleRatio sampleRatio(Running running) {
        String champion = state.champion;
        return champion == null
                ? new SampleRatio(0, 0)
                : state.evidence.sampleRatio(running.digest(), champion, running.begin());
    }

    /** The last step asks for more, if the plan says so: of all that was seen of it. */
    private boolean hasShownEnough(Running running, Comparison all) {
        boolean last = running.step() + 1 == settings.plan().steps().size() - 1;
        return !last
                || settings.plan().promoteWhen() == PromoteWhen.NOT_WORSE
                || all.isBetter(minLabelled());
    }

    private boolean goOn(Running running, Comparison step, Comparison all, long before, long now) {
        long duration = duration(running);
        long end = running.begin() + duration;
        if (running.hold() == Hold.PERSON || running.hold() == Hold.APPROVAL || end >= now) {
            return false;
        }
        boolean enough = hasShownEnough(running, all);
        if (finding(step) == Finding.NOT_WORSE && enough) {
            rollouts.nextStep(running, Math.max(end, before), step.figures());
            return true;
        }
        if (running.hold() == Hold.NONE && end + duration < now) {
            String lacks =
                    finding(step) == Finding.UNCERTAIN
                            ? settings.plan().tolerance()
                                    + " less is tolerated, and these rows can't tell"
                            : minLabelled() + " are needed";
            boolean noBetter = finding(step) == Finding.NOT_WORSE;
            String figures = noBetter ? all.figures() : step.figures();
            String reason =
                    "after twice the step's duration: "
                            + figures
                            + "; "
                            + (noBetter ? "that it's better may be chance" : lacks);
            long time = Math.max(end + duration, before);
            rollouts.pauseOrReplace(running, Why.rollout(reason, time).on(state.evidence));
        }
        return false;
    }

    /** In the windows of the step alone, or of the whole rollout. */
    private Comparison compare(Running running, boolean ofStep) {
        String champion = state.champion;
        if (champion == null) {
            return new Comparison(settings.gate());
        }
        Role role = running.kind() == Step.Kind.SHADOW ? Role.SHADOW : Role.CANARY;
        return state.evidence.compare(
                running.digest(),
                champion,
                settings.gate(),
                key -> !ofStep || key.role() == role && key.end() > running.begin());
    }

    private long duration(Running running) {
        return running.step() < 0
                ? 0
                : settings.plan().steps().get(running.step()).duration().toMillis();
    }

    private boolean isBad(Comparison comparison) {
        Finding finding = finding(comparison);
        return finding == Finding.WORSE || finding == Finding.UNFIT;
    }

    private Finding finding(Comparison comparison) {
        return comparison.finding(minLabelled(), settings.plan().tolerance());
    }

    private int minLabelled() {
        return settings.plan().minLabelled();
    }
}
