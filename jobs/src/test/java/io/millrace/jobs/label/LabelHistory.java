package io.millrace.jobs.label;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random history of predictions and labels, and all that must come of it, told of the whole
 * history at once: a label counts in the first step of time after it and its prediction have come
 * that passes it by the allowed disorder.
 *
 * <p>Labels come before their prediction, in time, up to a horizon late, or too late; several of an
 * event, with different values; or of no event at all. Times are whole hours, so that many are the
 * same.
 */
final class LabelHistory {
    private static final long HOUR = 3_600_000;
    static final long WITHIN = 7 * 24 * HOUR;
    static final long DISORDER = 2 * HOUR;
    private static final int DAYS = 25;

    final List<Step> steps = new ArrayList<>();
    private final @Nullable Double otherwise;

    /** What happens. Its place in the history is its number. */
    sealed interface Step {}

    record Predict(String id, long eventTime) implements Step {}

    record Tell(String id, double value, long labelledAt) implements Step {}

    record Time(long watermark) implements Step {}

    /** After which the last watermark comes again. */
    record Restart(long watermark) implements Step {}

    /**
     * @param otherwise the label of an event without one, or null
     */
    LabelHistory(long seed, int events, @Nullable Double otherwise, boolean restarts) {
        this.otherwise = otherwise;
        record Arrival(long at, Step step) {}
        Random random = new Random(seed);
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String id = "e" + i;
            long time = hours(random, 24 * DAYS);
            if (random.nextInt(8) > 0) {
                arrivals.add(new Arrival(time - hours(random, 3), new Predict(id, time)));
            }
            for (int labels = random.nextInt(4); labels > 0; labels--) {
                long at = time - 10 * HOUR + hours(random, random.nextInt(4) == 0 ? 400 : 178);
                at = random.nextInt(30) == 0 ? time - WITHIN - hours(random, 24) : at;
                long late = random.nextInt(3) == 0 ? hours(random, 24 * 8) : 0;
                long comes = at - hours(random, 5) + late;
                arrivals.add(new Arrival(comes, new Tell(id, random.nextInt(2), at)));
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::at));
        long watermark = Long.MIN_VALUE;
        for (Arrival arrival : arrivals) {
            if (arrival.at - 1 > watermark && random.nextInt(3) == 0) {
                watermark = arrival.at - 1;
                steps.add(new Time(watermark));
            }
            steps.add(arrival.step);
            if (restarts) {
                steps.add(new Restart(watermark));
            }
        }
        steps.add(new Time((DAYS + 60) * 24 * HOUR));
    }

    private static long hours(Random random, int bound) {
        return random.nextInt(bound) * HOUR;
    }

    /** By the step in which it must come, in order within an event. */
    record Answer(int step, String id, String what) {}

    /** Where a time is reached: by which step, and at which time within it. */
    private record Moment(int step, long time, int rank) implements Comparable<Moment> {
        static final Comparator<Moment> ORDER =
                Comparator.comparingInt(Moment::step)
                        .thenComparingLong(Moment::time)
                        .thenComparingInt(Moment::rank);

        @Override
        public int compareTo(Moment other) {
            return ORDER.compare(this, other);
        }
    }

    /** The first step after a given one by which a time is reached. */
    private Moment reached(long time, int after, int rank) {
        for (int i = after + 1; i < steps.size(); i++) {
            Step step = steps.get(i);
            if ((step instanceof Time moved && moved.watermark >= time)
                    || (step instanceof Restart again && again.watermark >= time)) {
                return new Moment(i, time, rank);
            }
        }
        throw new AssertionError("the history ends before " + time);
    }

    List<Answer> answers() {
        Map<String, List<Integer>> byEvent = new HashMap<>();
        Map<String, Integer> predictions = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Predict predict) {
                predictions.put(predict.id, i);
                byEvent.computeIfAbsent(predict.id, none -> new ArrayList<>());
            } else if (steps.get(i) instanceof Tell tell) {
                byEvent.computeIfAbsent(tell.id, none -> new ArrayList<>()).add(i);
            }
        }
        List<Answer> answers = new ArrayList<>();
        byEvent.forEach((id, labels) -> answer(id, predictions.get(id), labels, answers));
        answers.sort(Comparator.comparingInt(Answer::step));
        return answers;
    }

    private void answer(
            String id, @Nullable Integer predicted, List<Integer> labels, List<Answer> answers) {
        List<Answer> refused = new ArrayList<>();
        Map<Moment, Integer> inOrder = new TreeMap<>();
        for (int at : labels) {
            Tell label = (Tell) steps.get(at);
            Moment lonely = reached(label.labelledAt + DISORDER + WITHIN, at, at);
            if (predicted == null || predicted > lonely.step) {
                refused.add(new Answer(lonely.step, id, "label-without-prediction " + at));
                continue;
            }
            Moment known = reached(label.labelledAt + DISORDER, Math.max(at, predicted), at);
            if (known.compareTo(forgotten(predicted)) > 0) {
                refused.add(new Answer(lonely.step, id, "label-without-prediction " + at));
            } else {
                inOrder.put(known, at);
            }
        }
        if (predicted != null) {
            revise(id, predicted, inOrder, answers);
        }
        answers.addAll(refused);
    }

    private Moment horizon(int predicted) {
        long eventTime = ((Predict) steps.get(predicted)).eventTime;
        return reached(eventTime + WITHIN + DISORDER, predicted, Integer.MAX_VALUE);
    }

    private Moment forgotten(int predicted) {
        long eventTime = ((Predict) steps.get(predicted)).eventTime;
        return reached(eventTime + 2 * WITHIN + DISORDER, predicted, Integer.MAX_VALUE);
    }

    private void revise(
            String id, int predicted, Map<Moment, Integer> inOrder, List<Answer> answers) {
        long eventTime = ((Predict) steps.get(predicted)).eventTime;
        Moment horizon = horizon(predicted);
        List<Double> values = new ArrayList<>();
        for (Map.Entry<Moment, Integer> entry : inOrder.entrySet()) {
            Moment known = entry.getKey();
            Tell label = (Tell) steps.get(entry.getValue());
            if (known.compareTo(horizon) > 0) {
                takeDefault(id, horizon, eventTime, values, answers);
            }
            long labelledAt = Math.max(label.labelledAt, eventTime);
            if (labelledAt > eventTime + WITHIN) {
                answers.add(new Answer(known.step, id, "label-too-late " + entry.getValue()));
            } else if (values.isEmpty() || values.get(values.size() - 1) != label.value) {
                answers.add(
                        new Answer(
                                known.step, id, line(values, label.value, "RECORD", labelledAt)));
            }
        }
        takeDefault(id, horizon, eventTime, values, answers);
    }

    private void takeDefault(
            String id, Moment horizon, long eventTime, List<Double> values, List<Answer> answers) {
        if (values.isEmpty() && otherwise != null) {
            String line = line(values, otherwise, "HORIZON", eventTime + WITHIN);
            answers.add(new Answer(horizon.step, id, line));
        }
    }

    private static String line(List<Double> values, double value, String origin, long at) {
        Double previous = values.isEmpty() ? null : values.get(values.size() - 1);
        values.add(value);
        return line(values.size(), value, previous, origin, at);
    }

    static String line(
            int revision, double value, @Nullable Double previous, String origin, long at) {
        return revision + ": " + value + " after " + previous + " " + origin + "@" + at;
    }
}
