package io.millrace.drift.policy;

import io.millrace.drift.change.DetectedChange;
import io.millrace.drift.codec.Compact;
import io.millrace.drift.compare.Figures;
import io.millrace.drift.compare.Verdict;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.profile.FeatureColumn;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The alerts of one version of a model, window by window in the order of time.
 *
 * <p>From 30 % of the features on, the model has one alert for all whose distribution moved, with
 * the features as its evidence; those that open while it's there aren't told by themselves, unless
 * they drift when it has ended. The further distances of a feature ({@code chi-squared}, {@code
 * wasserstein} and so on) count in that share, and tell nothing by themselves: one feature in
 * hundreds moves that far in a world that doesn't change. A column that broke (a constant that
 * moves, nulls, new levels) and the score are always told.
 *
 * <p>Not safe for use by several threads.
 */
public final class AlertBook {
    public static final byte VERSION = 2;

    /** The rule of an alert that stands for many features. */
    public static final String SHARE_OF_FEATURES = "share-of-features";

    /** The rule of an alert about the champion's errors. */
    public static final String CHANGE_IN_ERRORS = "change-in-errors";

    private final ModelVersion version;
    private final TreeMap<Key, Episode> episodes = new TreeMap<>();

    /** The subject is empty for the whole model. */
    private record Key(String rule, String subject) implements Comparable<Key> {
        static Key of(String rule, @Nullable String subject) {
            return new Key(rule, subject == null ? "" : subject);
        }

        @Override
        public int compareTo(Key other) {
            int byRule = rule.compareTo(other.rule);
            return byRule != 0 ? byRule : subject.compareTo(other.subject);
        }
    }

    public AlertBook(ModelVersion version) {
        this.version = version;
    }

    /**
     * Takes the verdicts of a window of events, and says what opens or ends by them.
     *
     * @param start of the window in event time, included, epoch milliseconds
     * @param end of it, excluded; the alerts' {@code asOf}
     */
    public List<Alert> window(long start, long end, WindowVerdict verdict) {
        List<Alert> alerts = new ArrayList<>();
        Observation share = SharedDrift.of(verdict);
        observe(start, end, share, Set.of()).ifPresent(alerts::add);
        Set<String> covered = isFiring(share) ? SharedDrift.RULES : Set.of();
        verdict.verdicts().stream()
                .filter(one -> !one.rule().isFurtherDistance())
                .map(Observation::of)
                .map(observation -> observe(start, end, observation, covered))
                .flatMap(Optional::stream)
                .forEach(alerts::add);
        return List.copyOf(alerts);
    }

    /**
     * Takes what another rule says of a window, such as one about a metric. A window that comes
     * again takes the place of the former one.
     */
    public Optional<Alert> observe(long start, long end, Observation observation) {
        return observe(start, end, observation, Set.of());
    }

    private Optional<Alert> observe(
            long start, long end, Observation observation, Set<String> covered) {
        Key key = Key.of(observation.rule(), observation.subject());
        Episode episode = episodes.computeIfAbsent(key, any -> new Episode());
        boolean announced = episode.announced;
        Alert.Severity severity = episode.severity();
        switch (episode.add(start, observation)) {
            case CLEARED -> {
                return announced
                        ? Optional.of(resolved(severity, episode, end, observation))
                        : Optional.empty();
            }
            case ESCALATED -> {
                if (announced) {
                    return Optional.of(firing(episode, end, observation));
                }
            }
            case OPENED, NONE -> {}
        }
        boolean silent =
                covered.contains(observation.rule())
                        && !FeatureColumn.SCORE.equals(observation.subject());
        boolean toTell = episode.firing && !announced && observation.verdict().isDrift();
        if (!toTell || silent) {
            return Optional.empty();
        }
        episode.announced = true;
        return Optional.of(firing(episode, end, observation));
    }

    private boolean isFiring(Observation observation) {
        Episode episode = episodes.get(Key.of(observation.rule(), observation.subject()));
        return episode != null && episode.firing;
    }

    /** An alert, at once, that the champion errs more than it did; empty if it was told before. */
    public Optional<Alert> raise(DetectedChange change, long asOf) {
        Key key = Key.of(CHANGE_IN_ERRORS, null);
        Episode episode = episodes.computeIfAbsent(key, any -> new Episode());
        if (episode.firing) {
            return Optional.empty();
        }
        episode.openAt(change.since());
        String summary =
                "the champion's mean loss rose from "
                        + Figures.of(change.lossBefore())
                        + " to "
                        + Figures.of(change.lossSince())
                        + " ("
                        + change.detector().text()
                        + "; "
                        + Figures.of((long) change.rowsSince())
                        + " labelled rows since the change)";
        Observation observation =
                new Observation(
                        CHANGE_IN_ERRORS,
                        null,
                        Verdict.ALERT,
                        change.lossSince(),
                        change.lossBefore(),
                        summary,
                        List.of(summary));
        return Optional.of(firing(episode, asOf, observation));
    }

    /**
     * Ends all alerts that were told: the version isn't in force any more.
     *
     * @param reason a sentence for people
     */
    public List<Alert> close(long asOf, String reason) {
        List<Alert> alerts = new ArrayList<>();
        for (Map.Entry<Key, Episode> entry : episodes.entrySet()) {
            Key key = entry.getKey();
            Episode episode = entry.getValue();
            if (episode.firing && episode.announced) {
                String subject = key.subject().isEmpty() ? null : key.subject();
                Observation observation =
                        new Observation(
                                key.rule(),
                                subject,
                                Verdict.UNKNOWN,
                                Double.NaN,
                                Double.NaN,
                                reason,
                                List.of());
                alerts.add(resolved(episode.severity(), episode, asOf, observation));
            }
        }
        episodes.clear();
        return List.copyOf(alerts);
    }

    /** The ids of the alerts that are open and were told, by rule and subject. */
    public List<String> open() {
        return episodes.entrySet().stream()
                .filter(entry -> entry.getValue().firing && entry.getValue().announced)
                .map(entry -> id(entry.getKey(), entry.getValue().start))
                .toList();
    }

    private Alert firing(Episode episode, long asOf, Observation observation) {
        return alert(Alert.State.FIRING, episode.severity(), episode, asOf, observation);
    }

    private Alert resolved(
            Alert.Severity severity, Episode episode, long asOf, Observation observation) {
        return alert(Alert.State.RESOLVED, severity, episode, asOf, observation);
    }

    private Alert alert(
            Alert.State state,
            Alert.Severity severity,
            Episode episode,
            long asOf,
            Observation observation) {
        return new Alert(
                id(Key.of(observation.rule(), observation.subject()), episode.start),
                version.digest(),
                state,
                severity,
                observation.rule(),
                observation.subject(),
                episode.start,
                asOf,
                observation.value(),
                observation.threshold(),
                observation.summary(),
                observation.evidence());
    }

    private String id(Key key, long start) {
        return id(version, key.rule(), key.subject(), start);
    }

    /**
     * The id of an alert.
     *
     * @param subject empty for the whole model
     * @param start of the episode, epoch milliseconds
     */
    static String id(ModelVersion version, String rule, String subject, long start) {
        return Ids.of(
                version.pipeline(),
                version.model(),
                version.digest(),
                rule,
                subject,
                String.valueOf(start));
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeText(version.pipeline(), out);
        Compact.writeText(version.model(), out);
        Compact.writeText(version.digest(), out);
        Compact.writeUnsigned(episodes.size(), out);
        for (Map.Entry<Key, Episode> entry : episodes.entrySet()) {
            Compact.writeText(entry.getKey().rule(), out);
            Compact.writeText(entry.getKey().subject(), out);
            entry.getValue().write(out);
        }
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public static AlertBook read(DataInput in) throws IOException {
        Compact.requireVersion("a book of alerts", VERSION, in);
        ModelVersion version =
                new ModelVersion(Compact.readText(in), Compact.readText(in), Compact.readText(in));
        AlertBook read = new AlertBook(version);
        int size = Compact.readSize(in);
        for (int i = 0; i < size; i++) {
            Key key = new Key(Compact.readText(in), Compact.readText(in));
            read.episodes.put(key, Episode.read(in));
        }
        return read;
    }
}
