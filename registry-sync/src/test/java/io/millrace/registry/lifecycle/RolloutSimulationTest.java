package io.millrace.registry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.PromoteWhen;
import io.millrace.schemas.pipeline.Model.Step;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the plan decides about canaries whose truth is known: {@value #RUNS} rollouts of drawn
 * scores, through the life cycle itself. The figures of the README come from here.
 */
class RolloutSimulationTest {
    private static final int RUNS = 2_000;
    private static final int WINDOWS = 60;
    private static final int ROWS = 400;
    private static final double POSITIVES = 0.2;
    private static final long WINDOW = 100;

    /** Half of the units for ten windows at least; what can't be told by then may take longer. */
    private static final List<Step> STEPS =
            List.of(
                    new Step(Step.Kind.CANARY, 5_000, Duration.ofMillis(10 * WINDOW)),
                    Step.CHAMPION);

    private enum Outcome {
        PROMOTED,
        ROLLED_BACK,
        PAUSED
    }

    private static Map<Outcome, Integer> run(
            PromoteWhen promoteWhen, double championAuc, double canaryAuc, int labelled) {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (int run = 0; run < RUNS; run++) {
            Random random = new Random(7_000_003L * run + 17);
            Outcome outcome = life(promoteWhen, championAuc, canaryAuc, labelled, random);
            outcomes.merge(outcome, 1, Integer::sum);
        }
        System.getLogger(RolloutSimulationTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        promoteWhen + " " + championAuc + " -> " + canaryAuc + ": " + outcomes);
        return outcomes;
    }

    private static Outcome life(
            PromoteWhen promoteWhen,
            double championAuc,
            double canaryAuc,
            int labelled,
            Random random) {
        Model.Rollout plan =
                new Model.Rollout(STEPS, Duration.ZERO, 1_000, 0.02, promoteWhen, false);
        Story story =
                new Story(new LifeCycleSettings("card-fraud", "fraud", "f", Story.GATE, plan));
        story.tell(Story.passed("champion", 0));
        story.tell(Story.passed("new", 0));
        for (int window = 1; window <= WINDOWS; window++) {
            long end = window * WINDOW;
            story.tell(report("champion", Role.CHAMPION, end, championAuc, labelled, random));
            story.tell(report("new", Role.CANARY, end, canaryAuc, labelled, random));
            story.advance(end + 1);
            switch (story.state(2)) {
                case CHAMPION -> {
                    return Outcome.PROMOTED;
                }
                case ROLLED_BACK -> {
                    return Outcome.ROLLED_BACK;
                }
                default -> {
                    // It goes on.
                }
            }
        }
        return Outcome.PAUSED;
    }

    /** Of drawn scores: normal, those of positives shifted by what gives the AUC. */
    private static WindowPerformance report(
            String artifact, Role role, long end, double auc, int labelled, Random random) {
        double shift = Math.sqrt(2) * normalQuantile(auc);
        double[] positives = new double[(int) (labelled * POSITIVES)];
        double[] negatives = new double[labelled - positives.length];
        Arrays.setAll(positives, i -> random.nextGaussian() + shift);
        Arrays.setAll(negatives, i -> random.nextGaussian());
        WindowPerformance report =
                Story.report(
                        artifact,
                        role,
                        end,
                        labelled,
                        labelled == 0 ? null : auc(positives, negatives));
        report.setWindowStart(Instant.ofEpochMilli(end - WINDOW));
        report.setPositives(positives.length);
        return report;
    }

    /** By Mann and Whitney: the share of pairs in the right order. */
    private static double auc(double[] positives, double[] negatives) {
        Arrays.sort(positives);
        Arrays.sort(negatives);
        long pairs = 0;
        int below = 0;
        for (double positive : positives) {
            while (below < negatives.length && negatives[below] < positive) {
                below++;
            }
            pairs += below;
        }
        return (double) pairs / ((double) positives.length * negatives.length);
    }

    /** By bisection of the distribution that's known by its series. */
    private static double normalQuantile(double probability) {
        double low = -8;
        double high = 8;
        for (int i = 0; i < 80; i++) {
            double middle = (low + high) / 2;
            double sum = middle;
            double term = middle;
            for (int k = 1; k < 200; k++) {
                term *= middle * middle / (2 * k + 1);
                sum += term;
            }
            double below = 0.5 + sum * Math.exp(-middle * middle / 2) / Math.sqrt(2 * Math.PI);
            low = below < probability ? middle : low;
            high = below < probability ? high : middle;
        }
        return (low + high) / 2;
    }

    @Test
    void promotesNoMoreThanOneOfTwentyThatAreAsGood() {
        Map<Outcome, Integer> outcomes = run(PromoteWhen.BETTER, 0.80, 0.80, ROWS);

        assertThat(outcomes.getOrDefault(Outcome.PROMOTED, 0)).isLessThan(RUNS / 20);
        assertThat(outcomes.getOrDefault(Outcome.ROLLED_BACK, 0)).isLessThan(RUNS / 20);
    }

    @Test
    void promotesFourOfFiveThatAreBetterByThreeHundredths() {
        Map<Outcome, Integer> outcomes = run(PromoteWhen.BETTER, 0.80, 0.83, ROWS);

        assertThat(outcomes.getOrDefault(Outcome.PROMOTED, 0)).isGreaterThanOrEqualTo(RUNS * 4 / 5);
    }

    @Test
    void rollsBackFourOfFiveThatAreWorseByFiveHundredths() {
        Map<Outcome, Integer> outcomes = run(PromoteWhen.NOT_WORSE, 0.80, 0.75, ROWS);

        assertThat(outcomes.getOrDefault(Outcome.ROLLED_BACK, 0))
                .isGreaterThanOrEqualTo(RUNS * 4 / 5);
        assertThat(outcomes.getOrDefault(Outcome.PROMOTED, 0)).isLessThan(RUNS / 20);
    }

    @Test
    void pausesEveryOneWithoutLabels() {
        assertThat(run(PromoteWhen.NOT_WORSE, 0.80, 0.80, 0)).containsOnlyKeys(Outcome.PAUSED);
    }
}
