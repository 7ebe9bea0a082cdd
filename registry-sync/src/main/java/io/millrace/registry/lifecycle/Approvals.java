package io.millrace.registry.lifecycle;

import static io.millrace.registry.lifecycle.VersionState.APPROVED;
import static io.millrace.registry.lifecycle.VersionState.PAUSED;
import static io.millrace.registry.lifecycle.VersionState.REGISTERED;
import static io.millrace.registry.lifecycle.VersionState.VALIDATED;

import io.millrace.registry.lifecycle.Running.Hold;
import io.millrace.schemas.avro.ModelCommand;

import java.time.Instant;
import java.util.List;

/**
 * Whose word a version needs, and whether it still holds.
 *
 * <p>Its clock is the commands': the newest {@code issued_at} that was seen. So an approval expires
 * by when persons ask for things, and a rerun over the same commands says the same.
 */
final class Approvals {
    private final LifeCycleSettings settings;
    private final LifeCycleState state;
    private final Ledger ledger;
    private final CommandChecks checks;

    Approvals(
            LifeCycleSettings settings, LifeCycleState state, Ledger ledger, CommandChecks checks) {
        this.settings = settings;
        this.state = state;
        this.ledger = ledger;
        this.checks = checks;
    }

    boolean areNeeded() {
        return settings.control().approvals() > 0;
    }

    /** Sets the clock, and takes back what has expired of versions that still wait. */
    void expire(ModelCommand command) {
        Instant issued = command.getIssuedAt();
        if (issued == null) {
            return;
        }
        state.commandClock = Math.max(state.commandClock, issued.toEpochMilli());
        for (KnownVersion version : List.copyOf(state.versions())) {
            List<Approval> valid = version.approvals().stream().filter(this::holds).toList();
            if (valid.size() < version.approvals().size()) {
                state.put(version.approved(valid));
                if (version.state() == APPROVED && valid.isEmpty()) {
                    String reason =
                            "its approval has expired after "
                                    + settings.control().approvalsExpire();
                    ledger.move(
                            version.approved(valid), VALIDATED, Why.rollout(reason, state.clock));
                }
            }
        }
    }

    private boolean holds(Approval approval) {
        return state.commandClock - approval.at()
                <= settings.control().approvalsExpire().toMillis();
    }

    /** Notes a person's approval; the version goes on from its state, if that waited for it. */
    void approve(KnownVersion version, ModelCommand command, Why why) throws Refusal {
        requireOther(version, command);
        KnownVersion approved =
                version.approvedBy(new Approval(command.getActor(), issuedAt(command)));
        switch (version.state()) {
            case REGISTERED, VALIDATED ->
                    ledger.move(approved, areNeeded() ? APPROVED : VALIDATED, why);
            case PAUSED -> goOn(approved, why);
            default -> ledger.move(approved, approved.state(), why);
        }
    }

    private void requireOther(KnownVersion version, ModelCommand command) throws Refusal {
        checks.state(version, states());
        if (areNeeded() && command.getActor().equals(version.author())) {
            throw new Refusal(
                    command.getActor() + " made it, and an author can't approve; ask somebody else",
                    version);
        }
        if (version.state() != REGISTERED
                && version.approvals().stream()
                        .anyMatch(known -> known.actor().equals(command.getActor()))) {
            throw new Refusal(
                    command.getActor() + " has approved it already; another person has to",
                    version);
        }
    }

    private VersionState[] states() {
        return areNeeded()
                ? new VersionState[] {
                    REGISTERED,
                    VALIDATED,
                    APPROVED,
                    VersionState.SHADOW,
                    VersionState.CANARY,
                    PAUSED
                }
                : new VersionState[] {REGISTERED};
    }

    private void goOn(KnownVersion approved, Why why) {
        Running running = state.running;
        if (running != null && running.hold() == Hold.APPROVAL && settings.mayLead(approved)) {
            state.running = running.held(Hold.NONE);
            ledger.move(approved, running.state(), why);
        } else {
            ledger.move(approved, PAUSED, why);
        }
    }

    private long issuedAt(ModelCommand command) {
        Instant issued = command.getIssuedAt();
        return issued == null ? state.commandClock : issued.toEpochMilli();
    }
}
