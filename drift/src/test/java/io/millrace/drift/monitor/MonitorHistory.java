package io.millrace.drift.monitor;

import io.millrace.drift.Samples;
import io.millrace.drift.performance.ScoreWindow;
import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.RetrainWhen;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A random history of one model: nobody answers, then version one, then version two, which was its
 * shadow; a canary in between; from some time on features have moved and the answers are worse.
 * Labels come late, or never, and are corrected at times.
 */
final class MonitorHistory {
    /** Times are whole seconds: many labels are known just when a window ends. */
    private static final long SECOND = 1_000;

    static final long WINDOW = 60_000;
    static final long HORIZON = 150_000;
    static final double THRESHOLD = 0.5;
    static final RowType FEATURES =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("country", ValueType.STRING, true),
                            new Field("distance", ValueType.DOUBLE, true)));
    static final ModelMonitor.Versions VERSIONS = new TwoVersions();
    static final MonitorSettings SETTINGS =
            new MonitorSettings(
                    "shop",
                    "fraud",
                    "examples",
                    WINDOW,
                    HORIZON,
                    new RetrainWhen(
                            30,
                            true,
                            Optional.of(new RetrainWhen.Performance(Model.Metric.AUC, 0.1, 2)),
                            Optional.of(new RetrainWhen.Drift(0.3, 2)),
                            OptionalInt.of(5_000),
                            Duration.ofSeconds(30),
                            1_000));

    /** One version's answer to one event. */
    record Answer(
            long eventTime,
            String eventId,
            Role role,
            @Nullable String digest,
            @Nullable Double score,
            Row features) {

        /** The score that there must be. */
        double value() {
            return Objects.requireNonNull(score);
        }
    }

    /** A label, and those that it corrects. */
    record Labelling(Answer answer, boolean label, int revision, long labelledAt) {}

    final long end;
    final List<Answer> answers = new ArrayList<>();
    final List<Labelling> labels = new ArrayList<>();
    private final SplittableRandom random;
    private final long firstAt;
    private final long switchAt;
    final long changeAt;

    MonitorHistory(long seed, int windows, int eventsInAWindow) {
        random = new SplittableRandom(seed);
        end = windows * WINDOW;
        firstAt = end / 8 + random.nextLong(WINDOW);
        changeAt = end * 4 / 8 + random.nextLong(WINDOW);
        switchAt = end * 6 / 8 + random.nextLong(WINDOW);
        long events = (long) windows * eventsInAWindow;
        for (long i = 0; i < events; i++) {
            event("e" + i, random.nextLong(end / SECOND) * SECOND);
        }
    }

    /** All that a monitor is told, with the event time by which it has to be. */
    record Input(long dueAt, @Nullable WindowPart part, @Nullable LabelledScore score) {
        void into(ModelMonitor monitor) {
            if (part != null) {
                monitor.add(part);
            } else if (score != null) {
                monitor.add(score);
            }
        }
    }

    private void event(String id, long time) {
        boolean positive = random.nextInt(3) == 0;
        boolean changed = time >= changeAt;
        Row features = new Row(FEATURES.size());
        features.setDouble(0, (changed ? 3 : 0) + Samples.normal(random));
        features.setText(1, changed ? "PT" : random.nextBoolean() ? "DE" : "FR");
        features.setDouble(2, Samples.normal(random));
        double good = score(positive, 2);
        double bad = score(positive, changed ? -0.5 : 2);
        List<Answer> all = new ArrayList<>();
        if (time < firstAt) {
            all.add(new Answer(time, id, Role.NONE, null, null, features));
        } else if (time < switchAt) {
            boolean canary = time > changeAt && random.nextInt(5) == 0;
            all.add(
                    new Answer(
                            time,
                            id,
                            canary ? Role.CANARY : Role.CHAMPION,
                            canary ? "two" : "one",
                            canary ? good : bad,
                            features));
            all.add(new Answer(time, id, Role.SHADOW, "two", good, features));
        } else {
            all.add(new Answer(time, id, Role.CHAMPION, "two", good, features));
        }
        answers.addAll(all);
        label(all, positive);
    }

    /** The log-odds are normal around a centre that has the label's sign. */
    private double score(boolean positive, double centre) {
        double odds = (positive ? centre : -centre) + 1.5 * Samples.normal(random);
        return 1 / (1 + Math.exp(-odds));
    }

    private void label(List<Answer> all, boolean positive) {
        if (random.nextInt(10) == 0) {
            return;
        }
        long time = all.get(0).eventTime();
        long delay = random.nextInt(4) == 0 ? HORIZON : random.nextLong(HORIZON / SECOND) * SECOND;
        int wrong = random.nextInt(10) == 0 ? 1 + random.nextInt(2) : 0;
        long step = (HORIZON - delay) / SECOND / 2 * SECOND;
        for (Answer answer : all) {
            boolean first = wrong % 2 == 0 ? positive : !positive;
            labels.add(new Labelling(answer, first, 1, time + delay));
            for (int i = 1; i <= wrong; i++) {
                labels.add(
                        new Labelling(
                                answer, first == (i % 2 == 0), i + 1, time + delay + i * step));
            }
        }
    }

    /**
     * @param subtasks that count
     */
    List<Input> inputs(int subtasks, long seed) {
        return inputs(subtasks, seed, WINDOW, false);
    }

    /**
     * @param slide length of the panes
     * @param segmented whether events belong to segments
     */
    List<Input> inputs(int subtasks, long seed, long slide, boolean segmented) {
        List<Input> inputs = new ArrayList<>();
        parts(subtasks, new SplittableRandom(seed), slide, segmented)
                .forEach(part -> inputs.add(new Input(part.windowStart() + slide - 1, part, null)));
        scores(segmented).forEach(score -> inputs.add(new Input(score.labelledAt(), null, score)));
        inputs.sort(Comparator.comparingLong(Input::dueAt));
        return inputs;
    }

    /** Two countries or one, some events without; and thirty tills. */
    static List<Segment> segments(Answer answer) {
        int till = Math.floorMod(answer.eventId().hashCode(), 30);
        String country = till == 7 ? Segment.NONE : String.valueOf(answer.features().getText(1));
        return List.of(new Segment("country", country), new Segment("till", "t" + till));
    }

    private List<WindowPart> parts(
            int subtasks, SplittableRandom random, long slide, boolean segmented) {
        record Key(long start, Role role, String digest, int subtask, Segment segment) {}
        Map<Key, List<Answer>> groups =
                new TreeMap<>(
                        Comparator.comparingLong(Key::start)
                                .thenComparing(Key::role)
                                .thenComparing(Key::digest)
                                .thenComparingInt(Key::subtask)
                                .thenComparing(Key::segment));
        for (Answer answer : answers) {
            String digest = answer.digest();
            if (digest != null) {
                long start = Math.floorDiv(answer.eventTime(), slide) * slide;
                int subtask = random.nextInt(subtasks);
                List<Segment> segments = new ArrayList<>(List.of(Segment.ALL));
                segments.addAll(segmented ? segments(answer) : List.of());
                for (Segment segment : segments) {
                    Key key = new Key(start, answer.role(), digest, subtask, segment);
                    groups.computeIfAbsent(key, none -> new ArrayList<>()).add(answer);
                }
            }
        }
        List<WindowPart> parts = new ArrayList<>();
        groups.forEach(
                (key, group) ->
                        parts.add(
                                new WindowPart(
                                        key.start,
                                        key.digest,
                                        number(key.digest),
                                        key.role,
                                        key.segment,
                                        group.size(),
                                        key.role == Role.CHAMPION
                                                ? counts(key.digest, group)
                                                : null,
                                        scores(group))));
        return parts;
    }

    private static byte[] counts(String digest, List<Answer> group) {
        WindowCounts counts = new WindowCounts(VERSIONS.profile(digest).orElseThrow());
        group.forEach(answer -> counts.add(answer.features(), answer.value()));
        return bytes(counts::write);
    }

    private static byte[] scores(List<Answer> group) {
        ScoreWindow scores = new ScoreWindow();
        group.forEach(answer -> scores.add(answer.value(), answer.value() >= THRESHOLD));
        return bytes(scores::write);
    }

    private interface Written {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Written written) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            written.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** In the order of their labels, roughly, as the label job writes them. */
    private List<LabelledScore> scores(boolean segmented) {
        Map<String, Long> offsets = new TreeMap<>();
        long[] next = new long[3];
        List<LabelledScore> scores = new ArrayList<>();
        labels.stream()
                .sorted(Comparator.comparingLong(one -> one.labelledAt() / 5_000))
                .forEach(
                        one -> {
                            int partition = Math.floorMod(one.answer().eventId().hashCode(), 3);
                            long offset =
                                    offsets.computeIfAbsent(
                                            one.answer().eventId() + "/" + one.revision(),
                                            none -> next[partition]++);
                            scores.add(score(one, partition, offset, segmented));
                        });
        return scores;
    }

    /** What a false decision costs, as the business's own metric. */
    static double cost(Answer answer, boolean label) {
        return label == (answer.value() >= THRESHOLD) ? 0 : answer.features().getDouble(0) + 0.1;
    }

    private static Attributes attributes(Labelling one) {
        if (one.answer().score() == null) {
            return Attributes.NONE;
        }
        double cost = cost(one.answer(), one.label());
        double previous = cost(one.answer(), !one.label());
        return new Attributes(
                segments(one.answer()),
                new TreeMap<>(Map.of("cost", cost)),
                one.revision() == 1 ? new TreeMap<>() : new TreeMap<>(Map.of("cost", previous)));
    }

    private static LabelledScore score(
            Labelling one, int partition, long offset, boolean segmented) {
        Answer answer = one.answer();
        String digest = answer.digest();
        Double score = answer.score();
        return new LabelledScore(
                answer.eventId(),
                answer.eventTime(),
                one.labelledAt(),
                one.label() ? 1 : 0,
                one.revision(),
                one.revision() == 1 ? null : one.label() ? 0.0 : 1.0,
                answer.role(),
                digest,
                digest == null ? null : number(digest),
                score,
                score != null && score >= THRESHOLD,
                partition,
                offset,
                segmented ? attributes(one) : Attributes.NONE);
    }

    static @Nullable Integer number(String digest) {
        return digest.equals("one") ? 1 : 2;
    }

    /** Trained on what was before the change, and on what came after it. */
    private static final class TwoVersions implements ModelMonitor.Versions {
        private final ReferenceProfile one = profile(0, List.of("DE", "FR"));
        private final ReferenceProfile two = profile(3, List.of("PT"));

        private static ReferenceProfile profile(double centre, List<String> countries) {
            SplittableRandom random = new SplittableRandom(99);
            ProfileBuilder builder = ReferenceProfile.builder(FEATURES);
            for (int i = 0; i < 3_000; i++) {
                Row row = new Row(FEATURES.size());
                row.setDouble(0, centre + Samples.normal(random));
                row.setText(1, countries.get(random.nextInt(countries.size())));
                row.setDouble(2, Samples.normal(random));
                builder.add(row, 1 / (1 + Math.exp(-2 * Samples.normal(random))));
            }
            return builder.build();
        }

        @Override
        public Optional<ReferenceProfile> profile(String digest) {
            return Optional.of(digest.equals("one") ? one : two);
        }

        @Override
        public double gateMetric(String digest) {
            return digest.equals("one") ? 0.9 : Double.NaN;
        }

        @Override
        public GateErrors gateErrors(String digest) {
            return digest.equals("one") ? GateErrors.of(0.85, 400) : GateErrors.UNKNOWN;
        }

        @Override
        public long trainedAt(String digest) {
            return Long.MIN_VALUE;
        }
    }
}
