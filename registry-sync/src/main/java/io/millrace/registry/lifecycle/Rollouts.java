package io.millrace.registry.lifecycle;

import static io.millrace.registry.lifecycle.VersionState.APPROVED;
import static io.millrace.registry.lifecycle.VersionState.CHAMPION;
import static io.millrace.registry.lifecycle.VersionState.PAUSED;
import static io.millrace.registry.lifecycle.VersionState.RETIRED;
import static io.millrace.registry.lifecycle.VersionState.ROLLED_BACK;
import static io.millrace.registry.lifecycle.VersionState.VALIDATED;

import io.millrace.registry.lifecycle.Running.Hold;
import io.millrace.schemas.pipeline.Model.Step;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who is next, on which step, and who is champion: what policies and persons do alike. */
final class Rollouts {
    private final LifeCycleSettings settings;
    private final LifeCycleState state;
    private final Ledger ledger;

    Rollouts(LifeCycleSettings settings, LifeCycleState state, Ledger ledger) {
        this.settings = settings;
        this.state = state;
        this.ledger = ledger;
    }

    /**
     * Starts the rollout of the newest version that waited at the end of the one before, if none is
     * on. Those that have waited longer are out of date, and retire; what was trained on later
     * events goes on waiting, as it would if it came after the decision.
     *
     * @param notBefore event time, epoch milliseconds; {@link Long#MIN_VALUE} for none
     */
    void startNext(long notBefore) {
        if (state.running != null || state.isKilled()) {
            return;
        }
        List<KnownVersion> waiting = waiting();
        if (waiting.isEmpty()) {
            return;
        }
        long earliest =
                waiting.stream()
                        .mapToLong(version -> start(version, notBefore))
                        .min()
                        .orElseThrow();
        KnownVersion next =
                waiting.stream()
                        .filter(version -> start(version, notBefore) == earliest)
                        .findFirst()
                        .orElseThrow();
        List<KnownVersion> later = new ArrayList<>();
        for (KnownVersion other : waiting) {
            if (other.number() < next.number()) {
                String reason = settings.name(next.number()) + " is newer and starts instead";
                ledger.move(other, RETIRED, Why.rollout(reason, earliest));
            } else if (other.number() > next.number()) {
                later.add(0, other);
            }
        }
        begin(next, earliest);
        for (KnownVersion newer : later) {
            replaceBy(newer, start(newer, Long.MIN_VALUE));
            if (state.running == null) {
                startNext(Long.MIN_VALUE);
                return;
            }
        }
    }

    /** When a waiting version could begin: not before its training's event time. */
    private long start(KnownVersion version, long notBefore) {
        long start = Math.max(notBefore, state.lastEnd);
        start = version.needed() ? start : Math.max(start, state.lastGivenUp);
        Long asOf = version.asOf();
        return asOf == null ? start : Math.max(start, asOf);
    }

    /** Those that may begin their rollout, the newest first. */
    private List<KnownVersion> waiting() {
        return state.versions().stream()
                .filter(version -> version.state() == VALIDATED || version.state() == APPROVED)
                .filter(leadsAtOnce() ? settings::mayLead : settings::mayBegin)
                .filter(v -> v.fingerprint().equals(settings.fingerprint()))
                .sorted(Comparator.comparingInt(KnownVersion::number).reversed())
                .toList();
    }

    private boolean leadsAtOnce() {
        return state.champion == null
                || settings.plan().steps().get(0).kind() == Step.Kind.CHAMPION;
    }

    /**
     * Lets a version that has just passed its gate go before the one that's on its way, if that one
     * can't go on, or if the newer one is needed: it beats the champion clearly. What a person has
     * paused stays; others wait for the end of the rollout. So it doesn't matter whether it comes
     * before or after reports of a later time.
     *
     * @param at event time of the newer one's training, epoch milliseconds
     */
    void replaceBy(KnownVersion newer, long at) {
        Running running = state.running;
        if (running == null || running.hold() == Running.Hold.PERSON) {
            return;
        }
        KnownVersion older = require(running.digest());
        if (newer.needed() && !older.needed()) {
            replace(older, newer, at);
        } else if (running.hold() == Running.Hold.ROWS) {
            replace(older, newer, Math.max(at, state.pausedAt));
        }
    }

    private void replace(KnownVersion older, KnownVersion newer, long at) {
        String reason = settings.name(newer.number()) + " is newer and goes instead";
        ledger.move(older, ROLLED_BACK, Why.rollout(reason, at));
        end(older, at);
    }

    private void begin(KnownVersion version, long start) {
        if (state.champion == null) {
            promote(version, withLead(start), Why.rollout("there's no champion yet", start));
        } else if (settings.plan().steps().get(0).kind() == Step.Kind.CHAMPION) {
            promote(version, withLead(start), Why.rollout("the plan has no other step", start));
        } else {
            Step first = settings.plan().steps().get(0);
            long from = withLead(start);
            Why why = Why.rollout("step 1 of " + settings.plan().steps().size(), start);
            place(
                    version,
                    new Running(version.digest(), 0, first.kind(), first.share(), from, Hold.NONE),
                    from,
                    why);
        }
    }

    /** Puts a version on a step short of the champion. */
    void place(KnownVersion version, Running running, long effectiveFrom, Why why) {
        state.running = running;
        ledger.deploy(notBeforeScheduled(effectiveFrom), why);
        ledger.moveWithDeployment(version, running.state(), why);
    }

    /**
     * Goes on with the plan.
     *
     * @param time event time at which the step ended
     */
    void nextStep(Running running, long time, String figures) {
        Why going = Why.rollout(figures, time).on(state.evidence);
        List<Step> steps = settings.plan().steps();
        int index = running.step() + 1;
        Step next = steps.get(index);
        KnownVersion version = require(running.digest());
        Why why = going.because("step " + (index + 1) + " of " + steps.size() + ": " + figures);
        if (next.kind() == Step.Kind.CHAMPION && !settings.mayLead(version)) {
            String lacks = "; to be champion it needs another person's approval";
            pause(running, Hold.APPROVAL, going.because(figures + lacks));
        } else if (next.kind() == Step.Kind.CHAMPION) {
            promote(version, withLead(time), why);
            startNext(time);
        } else {
            // A step lasts as long as it holds, however long its lead is.
            long from = withLead(time);
            Running ramped =
                    new Running(
                            running.digest(), index, next.kind(), next.share(), from, Hold.NONE);
            place(version, ramped, from, why);
        }
    }

    /** Makes a version champion, and ends its rollout or another one's. */
    void promote(KnownVersion version, long effectiveFrom, Why why) {
        endOther(version, why);
        Optional<KnownVersion> old = state.version(state.champion);
        state.previousChampion = state.champion;
        state.champion = version.digest();
        end(why.at());
        ledger.deploy(
                why.commandId() == null ? notBeforeScheduled(effectiveFrom) : effectiveFrom, why);
        ledger.moveWithDeployment(version, CHAMPION, why);
        old.ifPresent(
                replaced ->
                        ledger.moveWithDeployment(
                                replaced,
                                RETIRED,
                                why.because(settings.name(version.number()) + " follows it")));
    }

    private void endOther(KnownVersion version, Why why) {
        Running running = state.running;
        if (running != null && !running.digest().equals(version.digest())) {
            String reason = settings.name(version.number()) + " was promoted instead";
            ledger.move(require(running.digest()), ROLLED_BACK, why.because(reason));
        }
    }

    /** Takes the version that's on its way out of the deployment, at once. */
    void rollBack(Running running, long effectiveFrom, Why why) {
        end(require(running.digest()), why.at());
        ledger.deploy(effectiveFrom, why);
        ledger.moveWithDeployment(require(running.digest()), ROLLED_BACK, why);
    }

    /** Makes the previous champion the champion again; a version on its way goes, too. */
    void rollBackChampion(KnownVersion previous, long effectiveFrom, Why why) {
        endOther(previous, why);
        Optional<KnownVersion> bad = state.version(state.champion);
        state.champion = previous.digest();
        state.previousChampion = null;
        end(why.at());
        ledger.deploy(effectiveFrom, why);
        bad.ifPresent(version -> ledger.moveWithDeployment(version, ROLLED_BACK, why));
        ledger.moveWithDeployment(previous, CHAMPION, why);
    }

    void pause(Running running, Hold hold, Why why) {
        state.running = running.held(hold);
        ledger.move(require(running.digest()), PAUSED, why);
    }

    /** Pauses it for want of rows, unless another version waits: then that one goes instead. */
    void pauseOrReplace(Running running, Why why) {
        state.pausedAt = why.at();
        pause(running, Hold.ROWS, why);
        List<KnownVersion> waiting = waiting();
        if (!waiting.isEmpty()) {
            replace(require(running.digest()), waiting.get(0), why.at());
            startNext(why.at());
        }
    }

    /** The step begins again: what it lacked is looked for from now on. */
    void resume(Running running, Why why) {
        Running going = running.held(Hold.NONE).from(why.at());
        state.running = going;
        ledger.move(require(running.digest()), going.state(), why);
    }

    private void end(long time) {
        state.running = null;
        state.lastEnd = Math.max(state.lastEnd, time);
        forgetOthersEvidence();
    }

    /** Ends the rollout of a version that isn't promoted. */
    private void end(KnownVersion version, long time) {
        if (version.needed()) {
            end(time);
            return;
        }
        state.running = null;
        state.lastGivenUp = Math.max(state.lastGivenUp, time);
        forgetOthersEvidence();
    }

    private void forgetOthersEvidence() {
        state.evidence.retain(digest -> digest.equals(state.champion));
    }

    private KnownVersion require(String digest) {
        return state.version(digest).orElseThrow();
    }

    private long withLead(long time) {
        return time == Long.MIN_VALUE ? time : time + settings.plan().lead().toMillis();
    }

    /** A policy doesn't bring forward what's scheduled: the newest epoch would replace it. */
    private long notBeforeScheduled(long effectiveFrom) {
        return Math.max(effectiveFrom, state.scheduled);
    }
}
