package io.millrace.scoring.train;

import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.metrics.Evaluation;
import io.millrace.scoring.train.Folds.Fold;
import io.millrace.scoring.train.Slices.Slice;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Looks for the trainer's settings among the training rows alone: the gate's rows stay unseen.
 *
 * <p>Random search tries each setting on all rows. Successive halving (Jamieson and Talwalkar,
 * Non-stochastic best arm identification and hyperparameter optimization, 2016) tries all of them
 * on the newest ninth, the better third on the newest third, and the best of these on all. A
 * setting that can't be trained is a trial with a note; the search goes on. The same rows, settings
 * and seed give the same trials; a limit of processor time only decides how many of them there are,
 * and the best is then of the last round that was tried whole.
 */
final class TrainerSearch {
    private static final int ETA = 3;
    private static final int FEWEST_ROWS = 600;

    private final RowType features;
    private final Slice rows;
    private final long[] eventTimes;
    private final Model settings;
    private final Inputs inputs;
    private final List<Trial> trials = new ArrayList<>();
    private final List<Duration> costs = new ArrayList<>();
    private final LongSupplier processorNanos;
    private long spent;

    /**
     * @param rows to learn from, in the order of their event time
     * @param eventTimes of the rows, epoch milliseconds; more may follow
     */
    TrainerSearch(RowType features, Slice rows, long[] eventTimes, Model settings) {
        this(features, rows, eventTimes, settings, TrainerSearch::ofThisThread);
    }

    /**
     * @param processorNanos of the thread that searches, so far
     */
    TrainerSearch(
            RowType features,
            Slice rows,
            long[] eventTimes,
            Model settings,
            LongSupplier processorNanos) {
        this.processorNanos = processorNanos;
        this.features = features;
        this.rows = rows;
        this.eventTimes = Arrays.copyOf(eventTimes, rows.rows().size());
        this.settings = settings;
        inputs = Inputs.of(features, settings);
    }

    /**
     * @param best settings to train with
     * @param trials all that were tried, in order; empty if there was no search
     * @param costs processor time of each trial
     */
    record Outcome(Model best, List<Trial> trials, List<Duration> costs) {}

    /**
     * @throws TrainingRefusedException if none of the settings could be tried; with the reason
     */
    Outcome search() {
        if (settings.search().trials() == 1) {
            return new Outcome(settings, List.of(), List.of());
        }
        List<Model.Trainer> drawn =
                TrainerSpace.draw(settings.trainer(), settings.search().trials());
        List<Integer> left = new ArrayList<>();
        for (int number = 0; number < drawn.size(); number++) {
            left.add(number);
        }
        List<Trial> last = List.of();
        for (int size : sizes()) {
            List<Trial> rung = rung(left, drawn, size);
            boolean whole = rung.size() == left.size();
            if (whole || last.isEmpty()) {
                last = rung.stream().sorted(betterFirst()).toList();
            }
            if (!whole) {
                break;
            }
            left = survivors(last);
        }
        if (last.isEmpty() || Double.isNaN(last.get(0).figure())) {
            throw new TrainingRefusedException(
                    "none of "
                            + drawn.size()
                            + " settings could be tried: "
                            + trials.get(0).note());
        }
        return new Outcome(
                settings.with(last.get(0).trainer()), List.copyOf(trials), List.copyOf(costs));
    }

    /** One round; fewer than were asked for if the time is over. The first is always tried. */
    private List<Trial> rung(List<Integer> numbers, List<Model.Trainer> drawn, int size) {
        List<Trial> rung = new ArrayList<>();
        for (int number : numbers) {
            if (!trials.isEmpty() && isOver()) {
                break;
            }
            long from = processorNanos.getAsLong();
            Trial trial = tried(number, drawn.get(number), size);
            long nanos = processorNanos.getAsLong() - from;
            spent += nanos;
            rung.add(trial);
            trials.add(trial);
            costs.add(Duration.ofNanos(nanos));
        }
        return rung;
    }

    private boolean isOver() {
        int limit = settings.search().coreSeconds();
        return limit > 0 && spent >= limit * 1_000_000_000L;
    }

    private static long ofThisThread() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
                ? threads.getCurrentThreadCpuTime()
                : System.nanoTime();
    }

    /** The better third; all of them, if there were too few rows to try any. */
    private static List<Integer> survivors(List<Trial> sorted) {
        boolean any = !Double.isNaN(sorted.get(0).figure());
        return sorted.stream()
                .filter(trial -> !any || !Double.isNaN(trial.figure()))
                .limit(any ? (sorted.size() + ETA - 1) / ETA : sorted.size())
                .map(Trial::number)
                .sorted()
                .toList();
    }

    private static Comparator<Trial> betterFirst() {
        return (one, other) ->
                one.number() == other.number() ? 0 : one.isBetterThan(other) ? -1 : 1;
    }

    /** How many of the newest rows each rung takes. */
    private List<Integer> sizes() {
        int all = rows.rows().size();
        List<Integer> sizes = new ArrayList<>();
        if (settings.search().strategy() == Model.Strategy.HALVING) {
            for (int part = ETA * ETA; part > 1; part /= ETA) {
                if (all / part >= FEWEST_ROWS) {
                    sizes.add(all / part);
                }
            }
        }
        sizes.add(all);
        return sizes;
    }

    private Trial tried(int number, Model.Trainer trainer, int size) {
        int all = rows.rows().size();
        Slice newest = rows.slice(all - size, all);
        long[] times = Arrays.copyOfRange(eventTimes, all - size, all);
        Model.Search search = settings.search();
        double figures = 0;
        double losses = 0;
        int judged = 0;
        List<Fold> folds = Folds.of(newest, times, search.folds(), search.embargo().toMillis());
        try {
            for (Fold fold : folds) {
                Evaluation evaluation = evaluate(settings.with(trainer), fold);
                double figure =
                        switch (settings.gate().metric()) {
                            case AUC -> evaluation.auc();
                            case ACCURACY -> evaluation.accuracy();
                        };
                if (!Double.isNaN(figure)) {
                    figures += figure;
                    losses += evaluation.logLoss();
                    judged++;
                }
            }
        } catch (TrainingRefusedException e) {
            String note = String.valueOf(e.getMessage());
            return new Trial(number, trainer, size, Double.NaN, Double.NaN, note);
        }
        return new Trial(
                number,
                trainer,
                size,
                figures / judged,
                losses / judged,
                judged == 0 ? "the newer rows of every fold are of one class" : "");
    }

    private Evaluation evaluate(Model trial, Fold fold) {
        Slices.requireEnough(
                fold.training(),
                "beside an embargo of "
                        + settings.search().embargo()
                        + " before each of "
                        + settings.search().folds()
                        + " folds");
        ModelArtifact artifact = ModelTrainer.fit(inputs, fold.training(), trial, "search");
        try {
            Scorer scorer = Scorer.of(artifact, features);
            double[] scores =
                    fold.validation().rows().stream().mapToDouble(scorer::score).toArray();
            return BinaryMetrics.evaluate(scores, fold.validation().labels(), artifact.threshold());
        } catch (ArtifactRefusedException e) {
            throw new TrainingRefusedException("the model can't score: " + e.getMessage(), e);
        }
    }
}
