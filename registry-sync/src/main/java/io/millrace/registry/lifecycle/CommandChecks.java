package io.millrace.registry.lifecycle;

import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What a command must be to be followed. */
final class CommandChecks {
    private static final int LONGEST_ID = 200;

    /** So many versions are named to somebody who has named an unknown one. */
    private static final int NAMED = 5;

    private static final long OLDEST_MILLIS = 3_600_000;

    private final LifeCycleSettings settings;
    private final LifeCycleState state;

    CommandChecks(LifeCycleSettings settings, LifeCycleState state) {
        this.settings = settings;
        this.state = state;
    }

    static boolean isId(String commandId) {
        return !commandId.isEmpty() && commandId.length() <= LONGEST_ID;
    }

    void id(ModelCommand command) throws Refusal {
        if (!isId(command.getCommandId())) {
            throw new Refusal(
                    "its command_id has %d characters; from 1 to %d are needed"
                            .formatted(command.getCommandId().length(), LONGEST_ID));
        }
    }

    void actor(ModelCommand command) throws Refusal {
        String actor = command.getActor();
        if (!isId(actor)) {
            throw new Refusal(
                    "its actor has %d characters; from 1 to %d are needed"
                            .formatted(actor.length(), LONGEST_ID));
        }
    }

    /** A signed command that's sent again after its id was forgotten is old. */
    void age(ModelCommand command) throws Refusal {
        if (!settings.control().requireSigned()) {
            return;
        }
        Instant issued = command.getIssuedAt();
        if (issued == null || issued.toEpochMilli() + OLDEST_MILLIS < state.commandClock) {
            throw new Refusal(
                    "it was issued at %s, the newest at %s; an hour before it is too old"
                            .formatted(issued, Why.instant(state.commandClock)));
        }
    }

    /** Whoever insists has to say why. */
    void force(ModelCommand command) throws Refusal {
        String reason = command.getReason();
        if (command.getForced() && (reason == null || reason.isBlank())) {
            throw new Refusal("it's forced without a reason; say why, the audit log keeps it");
        }
        if (command.getForced() && command.getAction() != ModelAction.PROMOTE) {
            throw new Refusal("only PROMOTE can be forced");
        }
    }

    /** What isn't the champion already can be made it by force. */
    void forceable(KnownVersion version) throws Refusal {
        if (version.state() == VersionState.CHAMPION) {
            throw new Refusal(settings.name(version.number()) + " is CHAMPION already", version);
        }
    }

    void approvals(KnownVersion version, int needed) throws Refusal {
        int given = version.approvals().size();
        if (given < needed) {
            throw new Refusal(
                    "%s has %d approvals, %d are needed; APPROVE it, or force it with a reason"
                            .formatted(settings.name(version.number()), given, needed),
                    version);
        }
    }

    void epoch(ModelCommand command) throws Refusal {
        Long expected = command.getExpectedEpoch();
        if (expected != null && expected != state.epoch) {
            throw new Refusal(
                    "it expects epoch %d to be the newest, but %d is; look at it, and ask again"
                            .formatted(expected, state.epoch));
        }
    }

    boolean names(ModelCommand command) {
        return command.getDigest() != null || command.getVersion() != null;
    }

    /** The version that's named, by its digest or its number. */
    KnownVersion version(ModelCommand command) throws Refusal {
        String digest = command.getDigest();
        Integer number = command.getVersion();
        if (digest == null && number == null) {
            throw new Refusal("it names no version; " + known());
        }
        KnownVersion version =
                (digest == null ? state.version(orZero(number)) : state.version(digest))
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                what(command)
                                                        + " isn't known; "
                                                        + nearest(number)));
        if (number != null && number != version.number()) {
            throw new Refusal(
                    "the digest %s is %s, not %s"
                            .formatted(
                                    digest, settings.name(version.number()), settings.name(number)),
                    version);
        }
        return version;
    }

    /** The version that's named, if it may serve this pipeline. */
    KnownVersion servable(ModelCommand command) throws Refusal {
        KnownVersion version = version(command);
        requireFingerprint(version);
        return version;
    }

    void state(KnownVersion version, VersionState... allowed) throws Refusal {
        if (!Arrays.asList(allowed).contains(version.state())) {
            String states =
                    Arrays.stream(allowed).map(Enum::name).collect(Collectors.joining(", "));
            throw new Refusal(
                    "%s is %s; it has to be %s%s"
                            .formatted(
                                    settings.name(version.number()),
                                    version.state(),
                                    states,
                                    hint(version.state())),
                    version);
        }
    }

    private static String hint(VersionState state) {
        return switch (state) {
            case REGISTERED -> "; APPROVE or REJECT it first";
            case REJECTED -> "; it failed its gate: train another, or force it with a reason";
            case ARCHIVED -> "; it was put away: only force with a reason makes it champion";
            case SHADOW, CANARY, PAUSED -> "; ROLL_BACK takes it out, PROMOTE makes it champion";
            case CHAMPION -> "; PROMOTE another one, ROLL_BACK, or KILL";
            default -> "";
        };
    }

    /** What's on its way, if the command means it. */
    Running running(ModelCommand command) throws Refusal {
        Running running = state.running;
        if (running == null) {
            throw new Refusal("no version is on its way to the champion");
        }
        if (names(command)) {
            KnownVersion version = version(command);
            if (!version.digest().equals(running.digest())) {
                throw new Refusal(
                        "%s is %s; %s is on its way"
                                .formatted(
                                        settings.name(version.number()),
                                        version.state(),
                                        name(running.digest())),
                        version);
            }
        }
        return running;
    }

    /** The version that a rollback goes back to. */
    KnownVersion previousChampion() throws Refusal {
        KnownVersion previous =
                state.version(state.previousChampion)
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                "there's no previous champion; PROMOTE a version: "
                                                        + known()));
        requireFingerprint(previous);
        return previous;
    }

    private void requireFingerprint(KnownVersion version) throws Refusal {
        if (!version.fingerprint().equals(settings.fingerprint())) {
            throw new Refusal(
                    "%s was trained on the feature set %s, but the pipeline's is %s; train again"
                            .formatted(
                                    settings.name(version.number()),
                                    version.fingerprint(),
                                    settings.fingerprint()),
                    version);
        }
    }

    String name(String digest) {
        return state.version(digest).map(version -> settings.name(version.number())).orElse(digest);
    }

    private String what(ModelCommand command) {
        String digest = command.getDigest();
        return digest == null ? settings.name(orZero(command.getVersion())) : digest;
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    private String nearest(@Nullable Integer number) {
        if (number == null || state.versions().size() <= NAMED) {
            return known();
        }
        return "the nearest are "
                + state.versions().stream()
                        .map(KnownVersion::number)
                        .sorted(
                                Comparator.comparingInt((Integer known) -> distance(known, number))
                                        .thenComparing(Comparator.naturalOrder()))
                        .limit(NAMED)
                        .sorted()
                        .map(settings::name)
                        .collect(Collectors.joining(", "));
    }

    private static int distance(int known, int number) {
        return (int) Math.min(Integer.MAX_VALUE, Math.abs((long) known - number));
    }

    private String known() {
        List<String> names =
                state.versions().stream()
                        .map(KnownVersion::number)
                        .sorted()
                        .map(settings::name)
                        .toList();
        return names.isEmpty() ? "none is" : "there are " + String.join(", ", names);
    }
}
