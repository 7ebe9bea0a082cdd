package io.millrace.registry.lifecycle;

import static io.millrace.registry.lifecycle.VersionState.APPROVED;
import static io.millrace.registry.lifecycle.VersionState.ARCHIVED;
import static io.millrace.registry.lifecycle.VersionState.CANARY;
import static io.millrace.registry.lifecycle.VersionState.PAUSED;
import static io.millrace.registry.lifecycle.VersionState.REGISTERED;
import static io.millrace.registry.lifecycle.VersionState.REJECTED;
import static io.millrace.registry.lifecycle.VersionState.RETIRED;
import static io.millrace.registry.lifecycle.VersionState.ROLLED_BACK;
import static io.millrace.registry.lifecycle.VersionState.SHADOW;
import static io.millrace.registry.lifecycle.VersionState.VALIDATED;

import io.millrace.registry.lifecycle.Running.Hold;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.pipeline.Model.Step;

import java.time.Instant;
import java.util.List;

/** Follows what persons ask for, or says why not. */
final class Commands {
    private static final int LONGEST_CLAIM = 50;
    private static final int LARGEST_CANARY = 9_999;

    private final LifeCycleSettings settings;
    private final LifeCycleState state;
    private final Ledger ledger;
    private final Rollouts rollouts;
    private final CommandChecks checks;
    private final Approvals approvals;

    Commands(LifeCycleSettings settings, LifeCycleState state, Ledger ledger, Rollouts rollouts) {
        this.settings = settings;
        this.state = state;
        this.ledger = ledger;
        this.rollouts = rollouts;
        checks = new CommandChecks(settings, state);
        approvals = new Approvals(settings, state, ledger, checks);
    }

    void follow(ModelCommand command) {
        Why why = Why.command(command, state.clock);
        try {
            checks.id(command);
            checks.actor(command);
            checks.epoch(command);
            checks.force(command);
            checks.age(command);
            approvals.expire(command);
            act(command, why);
        } catch (Refusal refusal) {
            KnownVersion version = refusal.version();
            ledger.refuse(
                    version == null ? command.getDigest() : version.digest(),
                    version == null ? command.getVersion() : (Integer) version.number(),
                    why.because(command.getAction() + ": " + refusal.getMessage()));
        }
    }

    /** Nothing in it is believed but that somebody has sent it. */
    void refuseForged(ModelCommand command, String problem) {
        String claimed = command.getActor();
        String actor =
                claimed.length() > LONGEST_CLAIM ? claimed.substring(0, LONGEST_CLAIM) : claimed;
        String reason =
                LifeCycle.NOT_ALLOWED + command.getAction() + " as \"" + actor + "\": " + problem;
        ledger.refuse(
                null,
                null,
                new Why(
                        "unproven",
                        reason,
                        command.getCommandId(),
                        state.clock,
                        null,
                        false,
                        null));
    }

    private void act(ModelCommand command, Why why) throws Refusal {
        switch (command.getAction()) {
            case APPROVE -> approve(command, why);
            case REJECT -> reject(command, why);
            case SHADOW -> place(command, Step.Kind.SHADOW, 0, why);
            case CANARY -> place(command, Step.Kind.CANARY, share(command), why);
            case PROMOTE -> promote(command, why);
            case ROLL_BACK -> rollBack(command, why);
            case PAUSE -> pause(command, why);
            case RESUME -> resume(command, why);
            case RETIRE -> retire(command, why);
            case KILL -> kill(command, why);
            case REVIVE -> revive(command, why);
            case RETRAIN, UNKNOWN ->
                    throw new Refusal("this release follows " + followed() + ", nothing else");
        }
    }

    private void approve(ModelCommand command, Why why) throws Refusal {
        KnownVersion version = checks.servable(command);
        approvals.approve(version, command, why);
        state.version(version.digest())
                .filter(approved -> approved.state() == APPROVED)
                .ifPresent(approved -> rollouts.replaceBy(approved, state.clock));
        rollouts.startNext(state.clock);
    }

    private void reject(ModelCommand command, Why why) throws Refusal {
        KnownVersion version = checks.version(command);
        checks.state(version, REGISTERED, VALIDATED, APPROVED);
        ledger.move(version.approved(List.of()), REJECTED, why);
    }

    private void retire(ModelCommand command, Why why) throws Refusal {
        KnownVersion version = checks.version(command);
        checks.state(version, REGISTERED, VALIDATED, APPROVED, REJECTED, RETIRED, ROLLED_BACK);
        if (version.digest().equals(state.previousChampion)) {
            throw new Refusal(
                    checks.name(version.digest())
                            + " is what a rollback goes back to; PROMOTE another version first",
                    version);
        }
        ledger.move(version.approved(List.of()), ARCHIVED, why);
    }

    private void promote(ModelCommand command, Why why) throws Refusal {
        KnownVersion version = checks.servable(command);
        if (command.getForced()) {
            checks.forceable(version);
        } else {
            checks.state(
                    version, VALIDATED, APPROVED, SHADOW, CANARY, PAUSED, RETIRED, ROLLED_BACK);
            checks.approvals(version, settings.control().approvals());
        }
        rollouts.promote(version, asked(command), why);
        rollouts.startNext(state.clock);
    }

    private void place(ModelCommand command, Step.Kind kind, int share, Why why) throws Refusal {
        KnownVersion version = checks.servable(command);
        checks.state(version, VALIDATED, APPROVED, SHADOW, CANARY, PAUSED, RETIRED, ROLLED_BACK);
        checks.approvals(version, Math.min(1, settings.control().approvals()));
        Running running = state.running;
        if (running != null && !running.digest().equals(version.digest())) {
            throw new Refusal(
                    checks.name(running.digest()) + " is on its way; ROLL_BACK it first", version);
        }
        if (state.champion == null) {
            throw new Refusal("there's no champion beside it; PROMOTE makes it one", version);
        }
        rollouts.place(
                version,
                new Running(
                        version.digest(), step(kind, share), kind, share, state.clock, Hold.PERSON),
                asked(command),
                why);
    }

    /** The last step of the plan that isn't larger; -1 if all are. */
    private int step(Step.Kind kind, int share) {
        List<Step> steps = settings.plan().steps();
        int index = -1;
        while (index + 1 < steps.size()
                && steps.get(index + 1).kind().compareTo(kind) <= 0
                && steps.get(index + 1).share() <= share) {
            index++;
        }
        return index;
    }

    private static int share(ModelCommand command) throws Refusal {
        Integer share = command.getShare();
        if (share == null || share < 1 || share > LARGEST_CANARY) {
            throw new Refusal(
                    "the share is %s; from 1 to %d ten-thousandths are a canary, PROMOTE is for all"
                            .formatted(share, LARGEST_CANARY));
        }
        return share;
    }

    private void rollBack(ModelCommand command, Why why) throws Refusal {
        Running running = state.running;
        KnownVersion named = checks.names(command) ? checks.version(command) : null;
        if (running != null && (named == null || named.digest().equals(running.digest()))) {
            rollouts.rollBack(running, asked(command), why);
        } else if (named == null || named.digest().equals(state.champion)) {
            rollouts.rollBackChampion(checks.previousChampion(), asked(command), why);
        } else {
            throw new Refusal(
                    checks.name(named.digest())
                            + " is "
                            + named.state()
                            + "; the champion and what's on its way can be rolled back",
                    named);
        }
        rollouts.startNext(state.clock);
    }

    private void pause(ModelCommand command, Why why) throws Refusal {
        Running running = checks.running(command);
        if (running.hold() == Hold.PERSON) {
            throw new Refusal(
                    checks.name(running.digest()) + " is held already; RESUME lets it go on");
        }
        rollouts.pause(running, Hold.PERSON, why);
    }

    private void resume(ModelCommand command, Why why) throws Refusal {
        Running running = checks.running(command);
        if (running.hold() == Hold.NONE) {
            throw new Refusal(checks.name(running.digest()) + " isn't held; PAUSE would hold it");
        }
        if (running.hold() == Hold.APPROVAL) {
            throw new Refusal(
                    checks.name(running.digest()) + " waits for another person; APPROVE it");
        }
        rollouts.resume(running, why);
    }

    private void kill(ModelCommand command, Why why) throws Refusal {
        Double score = command.getFallbackScore();
        if (score == null || !Double.isFinite(score)) {
            throw new Refusal("the fallback score is " + score + "; give a finite number");
        }
        if (score.equals(state.fallbackScore)) {
            throw new Refusal("everybody gets " + score + " already; REVIVE ends that");
        }
        state.fallbackScore = score;
        ledger.deploy(Long.MIN_VALUE, why);
        ledger.tell(why.because("everybody gets " + score + ": " + why.reason()));
    }

    private void revive(ModelCommand command, Why why) throws Refusal {
        if (!state.isKilled()) {
            throw new Refusal("no fallback score is served; KILL would");
        }
        state.fallbackScore = null;
        Running running = state.running;
        if (running != null) {
            state.running = running.from(state.clock);
        }
        ledger.deploy(asked(command), why);
        ledger.tell(why.because("models answer again: " + why.reason()));
        rollouts.startNext(state.clock);
    }

    private static long asked(ModelCommand command) {
        Instant asked = command.getEffectiveFrom();
        return asked == null ? Long.MIN_VALUE : asked.toEpochMilli();
    }

    private static String followed() {
        StringBuilder names = new StringBuilder();
        for (ModelAction action : ModelAction.values()) {
            if (action != ModelAction.UNKNOWN && action != ModelAction.RETRAIN) {
                names.append(names.isEmpty() ? "" : ", ").append(action);
            }
        }
        return names.toString();
    }
}
