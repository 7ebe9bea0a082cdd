package io.millrace.registry.lifecycle;

import static io.millrace.registry.lifecycle.VersionState.REGISTERED;
import static io.millrace.registry.lifecycle.VersionState.REJECTED;
import static io.millrace.registry.lifecycle.VersionState.VALIDATED;

import io.millrace.registry.Deployments;
import io.millrace.registry.ModelVersions;
import io.millrace.registry.signing.Signatures;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.WindowPerformance;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The life cycle of one model's versions: the one writer of its numbers, states and deployments.
 *
 * <p>Each input gives the decisions that are to be published, in their order, and changes the
 * state; {@link #snapshot} has all of it. Records of other pipelines or models are none of its
 * business. The same inputs in the same order give the same decisions; of performance reports with
 * one {@code as_of} the order doesn't matter. Not safe for use by several threads.
 */
public final class LifeCycle {
    /** How a refusal's reason begins if somebody isn't who they claim, or may not ask for it. */
    public static final String NOT_ALLOWED = "not allowed: ";

    /** A number from elsewhere beyond it is a mistake, and would leave few to go on with. */
    private static final int LARGEST_GIVEN = 1_000_000;

    private final LifeCycleSettings settings;
    private final LifeCycleState state;
    private final Ledger ledger;
    private final Rollouts rollouts;
    private final Commands commands;
    private final Clockwork clockwork;
    private final Signatures signatures;

    /** Of a model that has no version yet. */
    public LifeCycle(LifeCycleSettings settings) {
        this(settings, new LifeCycleState());
    }

    private LifeCycle(LifeCycleSettings settings, LifeCycleState state) {
        this.settings = settings;
        this.state = state;
        ledger = new Ledger(settings, state);
        rollouts = new Rollouts(settings, state, ledger);
        commands = new Commands(settings, state, ledger, rollouts);
        clockwork = new Clockwork(settings, state, rollouts);
        signatures = new Signatures(settings.control());
    }

    /**
     * Goes on from a snapshot; the settings may be others.
     *
     * @throws IllegalArgumentException if the bytes aren't a snapshot, or of a newer format
     */
    public static LifeCycle restore(LifeCycleSettings settings, byte[] snapshot) {
        return new LifeCycle(settings, LifeCycleCodec.read(snapshot));
    }

    /** All that it remembers, in a versioned format of its own. */
    public byte[] snapshot() {
        return LifeCycleCodec.write(state);
    }

    /**
     * A version was published, by whoever trained or imported it, or by this life cycle. A new one
     * gets the next number, and goes the way that its gate's verdict allows.
     */
    public List<Decision> on(ModelVersion version) {
        if (!isOurs(version.getPipeline(), version.getModel())) {
            return List.of();
        }
        Why why = Why.gate("published", decidedAt(version));
        List<String> problems = ModelVersions.problems(version);
        if (!problems.isEmpty()) {
            String reason = "the version can't be used: " + String.join("; ", problems);
            ledger.refuse(version.getDigest(), version.getVersion(), why.because(reason));
            return ledger.take();
        }
        KnownVersion known =
                state.version(version.getDigest()).orElseGet(() -> register(version, why));
        if (!Integer.valueOf(known.number()).equals(version.getVersion())) {
            ledger.number(version, known.number());
        }
        if (known.state() == REGISTERED && isBelieved(version, known, why)) {
            judge(known, version.getGate(), why);
        }
        return ledger.take();
    }

    /** A version from before a lost state keeps its number, unless that is another's by now. */
    private KnownVersion register(ModelVersion version, Why why) {
        Integer given = version.getVersion();
        boolean free =
                given != null
                        && given > 0
                        && given <= LARGEST_GIVEN
                        && state.version(given).isEmpty();
        Instant asOf = version.getAsOf();
        KnownVersion registered =
                new KnownVersion(
                        version.getDigest(),
                        free ? given : state.highestNumber() + 1,
                        REGISTERED,
                        version.getFingerprint(),
                        asOf == null ? null : asOf.toEpochMilli(),
                        isNeeded(version.getGate()),
                        version.getAuthor(),
                        List.of());
        if (version.getDigest().equals(state.champion)) {
            return ledger.moveWithDeployment(
                    registered, VersionState.CHAMPION, why.because("it's deployed already"));
        }
        String waits =
                version.getGate() == null
                        ? "it passed no gate; APPROVE or REJECT it"
                        : "it has a gate's verdict";
        return ledger.move(registered, REGISTERED, why.because(waits));
    }

    /** Whoever can write the topic could write a verdict, too: without a signature it's a claim. */
    private boolean isBelieved(ModelVersion version, KnownVersion known, Why why) {
        if (version.getGate() == null) {
            return false;
        }
        Optional<String> problem = signatures.problem(version);
        problem.ifPresent(
                reason ->
                        ledger.refuse(
                                known.digest(),
                                known.number(),
                                why.because(
                                        "its gate's verdict isn't believed: "
                                                + reason
                                                + "; APPROVE or REJECT it")));
        return problem.isEmpty();
    }

    private void judge(KnownVersion version, @Nullable GateVerdict gate, Why why) {
        if (gate == null) {
            return;
        }
        if (!gate.getPassed()) {
            ledger.move(version, REJECTED, why.because(gate.getReason()));
        } else if (!version.fingerprint().equals(settings.fingerprint())) {
            String reason =
                    "it was trained on the feature set %s, but the pipeline's is %s; train again"
                            .formatted(version.fingerprint(), settings.fingerprint());
            ledger.refuse(version.digest(), version.number(), why.because(reason));
        } else {
            KnownVersion validated = ledger.move(version, VALIDATED, why.because(gate.getReason()));
            if (settings.mayBegin(validated)) {
                rollouts.replaceBy(validated, why.at());
                rollouts.startNext(Long.MIN_VALUE);
            }
        }
    }

    /** Whether it's better than the champion by more than versions on trial may differ. */
    private boolean isNeeded(@Nullable GateVerdict gate) {
        if (gate == null) {
            return false;
        }
        Double champion = gate.getOpponents().get("champion");
        Double candidate = gate.getCandidate();
        return champion != null
                && candidate != null
                && candidate - champion > settings.plan().tolerance();
    }

    /** Somebody asks for something. Trainings are asked of somebody else. */
    public List<Decision> on(ModelCommand command) {
        if (!isOurs(command.getPipeline(), command.getModel())
                || command.getAction() == ModelAction.RETRAIN) {
            return List.of();
        }
        // First of all, so that a forged id can't stand in for one to come.
        Optional<String> forged = signatures.problem(command);
        if (forged.isPresent()) {
            commands.refuseForged(command, forged.get());
        } else if (!isRepeated(command)) {
            commands.follow(command);
        }
        return ledger.take();
    }

    /** How a version did. Its {@code as_of} is the clock. */
    public List<Decision> on(WindowPerformance report) {
        if (!isOurs(report.getPipeline(), report.getModel())) {
            return List.of();
        }
        clockwork.advance(report.getAsOf().toEpochMilli());
        Running running = state.running;
        if (report.getDigest().equals(state.champion)
                || running != null && report.getDigest().equals(running.digest())) {
            state.evidence.add(report);
        }
        return ledger.take();
    }

    /**
     * Every report before this event time has been given. Reports say so themselves, but the last
     * one of a stream has none after it.
     *
     * @param eventTime epoch milliseconds
     */
    public List<Decision> advance(long eventTime) {
        clockwork.advance(eventTime);
        return ledger.take();
    }

    /**
     * Takes up a deployment that another writer published, before this one was there. Its own are
     * known, and change nothing. Arms and shadows of others end with the next epoch.
     */
    public void adopt(Deployment deployment) {
        if (!isOurs(deployment.getPipeline(), deployment.getModel())
                || deployment.getEpoch() <= state.epoch
                || !Deployments.problems(deployment).isEmpty()) {
            return;
        }
        state.epoch = deployment.getEpoch();
        state.champion = digest(deployment.getChampion());
        state.previousChampion = digest(deployment.getPreviousChampion());
        state.fallbackScore = deployment.getFallbackScore();
        state.running = null;
        Instant from = deployment.getEffectiveFrom();
        state.scheduled = from == null ? Long.MIN_VALUE : from.toEpochMilli();
        adoptStates();
        ledger.begin();
    }

    private void adoptStates() {
        for (KnownVersion version : List.copyOf(state.versions())) {
            boolean isChampion = version.digest().equals(state.champion);
            if (isChampion) {
                state.put(version.in(VersionState.CHAMPION));
            } else if (version.state() == VersionState.CHAMPION || version.state().isInRollout()) {
                state.put(version.in(VersionState.RETIRED));
            }
        }
    }

    private static @Nullable String digest(@Nullable ModelReference reference) {
        return reference == null ? null : reference.getDigest();
    }

    /** The newest epoch, 0 if there's none. */
    public long epoch() {
        return state.epoch;
    }

    /** The champion of the newest epoch, unless nobody published it. */
    public Optional<KnownVersion> champion() {
        return state.version(state.champion);
    }

    /** All versions, by number. */
    public List<KnownVersion> versions() {
        return state.versions().stream()
                .sorted(Comparator.comparingInt(KnownVersion::number))
                .toList();
    }

    /** An id that can't be remembered is refused each time. */
    private boolean isRepeated(ModelCommand command) {
        return CommandChecks.isId(command.getCommandId())
                && !state.addCommand(command.getCommandId());
    }

    private long decidedAt(ModelVersion version) {
        Instant asOf = version.getAsOf();
        return asOf == null ? state.clock : asOf.toEpochMilli();
    }

    private boolean isOurs(String pipeline, String model) {
        return pipeline.equals(settings.pipeline()) && model.equals(settings.model());
    }
}
