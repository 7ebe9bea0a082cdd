package io.millrace.schemas.pipeline;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The model that scores.
 *
 * @param name such as {@code fraud}; its versions are {@code fraud@1}, {@code fraud@2}, …
 * @param task what it answers
 * @param inputs features by name; empty for all of them
 * @param threshold share in [0, 1] from which on the decision is positive
 * @param calibration how scores are brought to how often the positive class came
 * @param trainer how it's trained
 * @param search for the trainer's best settings
 * @param gate what a new version has to show before it serves anybody
 * @param rollout the steps in which a new version becomes champion
 * @param control who may change what's served
 */
public record Model(
        Text name,
        Task task,
        List<Text> inputs,
        double threshold,
        Calibration calibration,
        Trainer trainer,
        Search search,
        Gate gate,
        Rollout rollout,
        Control control)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public Model {
        inputs = List.copyOf(inputs);
    }

    /** A model that anybody may change. */
    public Model(
            Text name,
            Task task,
            List<Text> inputs,
            double threshold,
            Calibration calibration,
            Trainer trainer,
            Search search,
            Gate gate,
            Rollout rollout) {
        this(
                name,
                task,
                inputs,
                threshold,
                calibration,
                trainer,
                search,
                gate,
                rollout,
                Control.DEFAULT);
    }

    /** A model without calibration and search. */
    public Model(
            Text name,
            Task task,
            List<Text> inputs,
            double threshold,
            Trainer trainer,
            Gate gate,
            Rollout rollout) {
        this(name, task, inputs, threshold, Calibration.OFF, trainer, Search.OFF, gate, rollout);
    }

    /** What a model answers. */
    public enum Task {
        BINARY
    }

    /** How a model is trained. */
    public enum Algorithm {
        LOGISTIC_REGRESSION,
        /** Gradient-boosted trees. */
        XGBOOST,
        /** Trees that are averaged, each of a sample of the rows and columns. */
        RANDOM_FOREST,
        /** Whichever of the others a search finds best. */
        AUTO
    }

    /** How scores are calibrated, on rows that neither the model nor the gate sees otherwise. */
    public enum Calibration {
        OFF,
        /** Whichever of the others and none has the lowest log loss; none with few rows. */
        AUTO,
        /** A logistic curve over the margin. */
        PLATT,
        /** Steps that never fall, over the margin. */
        ISOTONIC
    }

    /** How settings are searched. */
    public enum Strategy {
        RANDOM,
        HALVING
    }

    /**
     * The search for the trainer's settings.
     *
     * @param trials settings that are tried, at least 1; 1 is none but the written ones
     * @param folds times that a setting learns from older rows and is judged by newer ones
     * @param embargo event time between the two, at least 0: as late as labels may come
     * @param coreSeconds processor time after which nothing more is tried; 0 for no limit, so that
     *     what's tried depends on the data alone
     */
    public record Search(
            Strategy strategy, int trials, int folds, Duration embargo, int coreSeconds)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        /** The settings as they're written. */
        public static final Search OFF = new Search(Strategy.RANDOM, 1, 1, Duration.ZERO);

        /** What holds if the algorithm is auto and the file has no {@code model.search}. */
        public static final Search DEFAULT = new Search(Strategy.HALVING, 12, 3, Duration.ZERO);

        public Search {
            if (trials < 1 || folds < 1) {
                throw new IllegalArgumentException(
                        trials + " trials of " + folds + " folds; at least 1 of each is needed");
            }
            if (embargo.isNegative()) {
                throw new IllegalArgumentException(
                        "embargo is " + embargo + ", at least 0 is needed");
            }
            if (coreSeconds < 0) {
                throw new IllegalArgumentException(
                        "coreSeconds is " + coreSeconds + ", at least 0 is needed");
            }
        }

        /** A search without a limit of time. */
        public Search(Strategy strategy, int trials, int folds, Duration embargo) {
            this(strategy, trials, folds, embargo, 0);
        }

        public Search withEmbargo(Duration other) {
            return new Search(strategy, trials, folds, other, coreSeconds);
        }
    }

    /** The same with another trainer, and without a search. */
    public Model with(Trainer other) {
        return new Model(
                name,
                task,
                inputs,
                threshold,
                calibration,
                other,
                Search.OFF,
                gate,
                rollout,
                control);
    }

    /** The same with another search. */
    public Model with(Search other) {
        return new Model(
                name, task, inputs, threshold, calibration, trainer, other, gate, rollout, control);
    }

    /**
     * @param trees boosting rounds, or trees of a forest
     * @param depth of a tree, at most
     * @param learningRate size of a step; means nothing to a forest
     * @param epochs passes over the data; logistic regression only
     */
    public record Trainer(
            Algorithm algorithm, int trees, int depth, double learningRate, int epochs, long seed)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** What a version is judged by; more is better. */
    public enum Metric {
        /** Area under the ROC curve, in [0, 1]. */
        AUC,
        /** Share of the right decisions at the model's threshold, in [0, 1]. */
        ACCURACY
    }

    /**
     * The judgement of a new version on examples that it wasn't trained on.
     *
     * @param holdout share of the examples, the newest, that it's judged on; in (0, 0.5]
     * @param atLeast what the metric has to reach, in [0, 1]
     * @param beatChampionBy how much better than the champion it has to be on the same examples, in
     *     [0, 1]
     */
    public record Gate(double holdout, Metric metric, double atLeast, double beatChampionBy)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        /** What holds if the file has no {@code model.gate}. */
        public static final Gate DEFAULT = new Gate(0.2, Metric.AUC, 0.5, 0.0);

        public Gate {
            if (!(holdout > 0 && holdout <= 0.5)) {
                throw new IllegalArgumentException(
                        "holdout is " + holdout + ", it has to be in (0, 0.5]");
            }
            requireShare("atLeast", atLeast);
            requireShare("beatChampionBy", beatChampionBy);
        }
    }

    /**
     * The steps in which a new version becomes champion. A step ends when its duration has passed
     * and it has enough labelled rows.
     *
     * @param steps the last is the champion; a shadow is the first; shares grow
     * @param lead event time that a decision needs to reach the scoring
     * @param minLabelled labelled rows that a step needs before it ends, at least 0
     * @param tolerance how much worse than the champion's its metric may be, in [0, 1]
     * @param promoteWhen what it has to show before the last step
     * @param checkSampleRatio whether a canary has to answer the share of events that it was given
     */
    public record Rollout(
            List<Step> steps,
            Duration lead,
            int minLabelled,
            double tolerance,
            PromoteWhen promoteWhen,
            boolean checkSampleRatio)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        /** What holds if the file has no {@code model.rollout}. */
        public static final Rollout DEFAULT =
                new Rollout(List.of(Step.CHAMPION), Duration.ofMinutes(1), 100, 0.02);

        /** One that goes on with what isn't worse. */
        public Rollout(List<Step> steps, Duration lead, int minLabelled, double tolerance) {
            this(steps, lead, minLabelled, tolerance, PromoteWhen.NOT_WORSE, false);
        }

        public Rollout {
            steps = List.copyOf(steps);
            Optional<StepOrder.Mistake> mistake = StepOrder.firstMistake(steps);
            if (mistake.isPresent()) {
                throw new IllegalArgumentException(steps + ": " + mistake.get().what());
            }
            if (lead.isNegative()) {
                throw new IllegalArgumentException("lead is " + lead + ", at least 0 is needed");
            }
            if (minLabelled < 0) {
                throw new IllegalArgumentException(
                        "minLabelled is " + minLabelled + ", at least 0 is needed");
            }
            requireShare("tolerance", tolerance);
        }
    }

    /** What a version has to show before it's champion. */
    public enum PromoteWhen {
        /** That it's no worse than is tolerated. */
        NOT_WORSE,
        /** That it's better, by more than chance, however often one looks. */
        BETTER
    }

    /**
     * A step of a rollout.
     *
     * @param share of the units that the version serves, in ten-thousandths: 0 for a shadow, 10000
     *     for the champion, between them for a canary
     * @param duration event time that it takes at least; above zero, but zero for the champion
     */
    public record Step(Kind kind, int share, Duration duration) implements Serializable {
        private static final long serialVersionUID = 1L;

        static final int WHOLE = 10_000;

        /** The last step: the version serves everybody. */
        public static final Step CHAMPION = new Step(Kind.CHAMPION, WHOLE, Duration.ZERO);

        /** Whom a version serves during a step. */
        public enum Kind {
            /** Nobody; it scores every event beside the champion. */
            SHADOW,
            /** A share of the units. */
            CANARY,
            /** Everybody. */
            CHAMPION
        }

        public Step {
            boolean fits =
                    switch (kind) {
                        case SHADOW -> share == 0;
                        case CANARY -> share > 0 && share < WHOLE;
                        case CHAMPION -> share == WHOLE;
                    };
            if (!fits) {
                throw new IllegalArgumentException(
                        "a share of " + share + " ten-thousandths is no share of a " + kind);
            }
            if (duration.isNegative() || duration.isZero() != (kind == Kind.CHAMPION)) {
                throw new IllegalArgumentException(
                        "a duration of " + duration + " is no duration of a " + kind);
            }
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", it has to be in [0, 1]");
        }
    }
}
