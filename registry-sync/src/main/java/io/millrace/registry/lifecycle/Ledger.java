package io.millrace.registry.lifecycle;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Writes down what one input decides; each line changes the state and is to be published. */
final class Ledger {
    private static final String JOB = "control";

    private final LifeCycleSettings settings;
    private final LifeCycleState state;
    private List<Decision> decisions = new ArrayList<>();
    private long epochBefore;

    Ledger(LifeCycleSettings settings, LifeCycleState state) {
        this.settings = settings;
        this.state = state;
        begin();
    }

    /** From here on the state's epoch is the one before what's decided. */
    void begin() {
        epochBefore = state.epoch;
    }

    /** All lines since the last call. */
    List<Decision> take() {
        List<Decision> taken = List.copyOf(decisions);
        decisions = new ArrayList<>();
        begin();
        return taken;
    }

    void number(ModelVersion version, int number) {
        decisions.add(
                new Decision.Number(ModelVersion.newBuilder(version).setVersion(number).build()));
    }

    /** The version's next state, decided without a deployment. */
    KnownVersion move(KnownVersion version, VersionState next, Why why) {
        return move(version, next, 0, why);
    }

    /** The version's next state, because of the newest deployment. */
    KnownVersion moveWithDeployment(KnownVersion version, VersionState next, Why why) {
        return move(version, next, state.epoch, why);
    }

    private KnownVersion move(KnownVersion version, VersionState next, long epoch, Why why) {
        KnownVersion moved = version.in(next);
        state.put(moved);
        decisions.add(
                new Decision.Tell(
                        event(ModelEventType.STATE_CHANGED, why)
                                .setDigest(moved.digest())
                                .setVersion(moved.number())
                                .setState(next.name())
                                .setEpoch(epoch)
                                .build()));
        return moved;
    }

    /** Something about the model as a whole, because of the newest deployment. */
    void tell(Why why) {
        decisions.add(
                new Decision.Tell(
                        event(ModelEventType.STATE_CHANGED, why).setEpoch(state.epoch).build()));
    }

    /**
     * Something wasn't followed.
     *
     * @param digest of the version that it's about, null if it's about none
     */
    void refuse(@Nullable String digest, @Nullable Integer number, Why why) {
        decisions.add(
                new Decision.Tell(
                        event(ModelEventType.REFUSED, why)
                                .setDigest(digest)
                                .setVersion(number)
                                .build()));
    }

    /**
     * Makes the state's champion, arm and shadow the next epoch.
     *
     * @param effectiveFrom epoch milliseconds; {@link Long#MIN_VALUE} for as soon as possible
     */
    void deploy(long effectiveFrom, Why why) {
        state.epoch++;
        state.scheduled = effectiveFrom;
        Running running = state.running;
        Integer number = running == null ? null : number(running.digest());
        decisions.add(
                new Decision.Deploy(
                        Deployment.newBuilder()
                                .setPipeline(settings.pipeline())
                                .setModel(settings.model())
                                .setEpoch(state.epoch)
                                .setEffectiveFrom(Why.instant(effectiveFrom))
                                .setChampion(reference(state.champion))
                                .setPreviousChampion(reference(state.previousChampion))
                                .setSalt(running == null ? "" : running.salt(settings.model()))
                                .setArms(running == null ? List.of() : running.arms(number))
                                .setShadows(running == null ? List.of() : running.shadows(number))
                                .setFallbackScore(state.fallbackScore)
                                .setActor(why.actor())
                                .setReason(why.reason())
                                .setCommandId(why.commandId())
                                .build()));
    }

    private @Nullable ModelReference reference(@Nullable String digest) {
        return digest == null ? null : new ModelReference(digest, number(digest));
    }

    private @Nullable Integer number(String digest) {
        return state.version(digest).map(KnownVersion::number).orElse(null);
    }

    private ModelEvent.Builder event(ModelEventType type, Why why) {
        return ModelEvent.newBuilder()
                .setPipeline(settings.pipeline())
                .setModel(settings.model())
                .setType(type)
                .setEventTime(Why.instant(why.at()))
                .setJob(JOB)
                .setActor(why.actor())
                .setReason(why.reason())
                .setCommandId(why.commandId())
                .setPreviousEpoch(epochBefore)
                .setKey(why.key())
                .setForced(why.forced())
                .setEvidence(why.evidence());
    }
}
