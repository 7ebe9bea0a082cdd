package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.Experiment;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.Algorithm;
import io.millrace.schemas.pipeline.Model.Search;
import io.millrace.schemas.pipeline.Model.Strategy;
import io.millrace.scoring.train.Slices.Slice;
import io.millrace.scoring.train.TrainerSearch.Outcome;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

class TrainerSearchTest {

    private static Slice slice(TrainingSet set) {
        return new Slice(set.rows(), set.labels());
    }

    private static long[] seconds(int rows) {
        return LongStream.range(0, rows).map(i -> i * 1_000).toArray();
    }

    private static Outcome search(TrainingSet set, Model model, Search search) {
        return new TrainerSearch(
                        set.features(), slice(set), seconds(set.rows().size()), model.with(search))
                .search();
    }

    /** Against the definition, for random times with ties. */
    @Test
    void foldsLearnOnlyFromWhatWasKnownThen() {
        for (long seed = 1; seed <= 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int rows = random.nextInt(20, 200);
            long[] times = random.longs(rows, 0, 300).sorted().toArray();
            int count = random.nextInt(1, 6);
            long embargo = random.nextInt(3) == 0 ? 0 : random.nextInt(100);
            TrainingSet set = Samples.random(seed, rows);

            List<Folds.Fold> folds = Folds.of(slice(set), times, count, embargo);

            assertThat(folds).as("seed %d", seed).hasSize(count);
            int end = 0;
            for (Folds.Fold fold : folds) {
                int from = set.rows().indexOf(fold.validation().rows().get(0));
                int known = fold.training().rows().size();
                assertThat(fold.training().rows()).isEqualTo(set.rows().subList(0, known));
                for (int row = 0; row < from; row++) {
                    assertThat(row < known)
                            .as("row %d before %d of seed %d", row, from, seed)
                            .isEqualTo(times[row] + embargo <= times[from]);
                }
                assertThat(known).isLessThanOrEqualTo(from);
                assertThat(end == 0 || end == from).isTrue();
                end = from + fold.validation().rows().size();
            }
            assertThat(end).isEqualTo(rows);
        }
    }

    @Test
    void findsBetterSettingsThanTheWrittenOnes() {
        TrainingSet set = Samples.random(3, 3_000);
        Model poor = Samples.model(new Model.Trainer(Algorithm.XGBOOST, 400, 8, 0.9, 0, 42));

        for (Strategy strategy : Strategy.values()) {
            Outcome outcome = search(set, poor, new Search(strategy, 6, 2, Duration.ZERO));

            Trial written = lastOf(outcome.trials(), 0);
            Trial best =
                    outcome.trials().stream()
                            .filter(t -> t.trainer().equals(outcome.best().trainer()))
                            .reduce((first, last) -> last)
                            .orElseThrow();
            assertThat(best.rows()).isEqualTo(3_000);
            assertThat(outcome.best().trainer()).as("%s", strategy).isNotEqualTo(poor.trainer());
            assertThat(outcome.best().search()).isEqualTo(Search.OFF);
            assertThat(best.figure()).isGreaterThan(written.figure());
            assertThat(outcome.trials())
                    .allMatch(t -> t.trainer().algorithm() == Algorithm.XGBOOST)
                    .filteredOn(t -> t.rows() == 3_000)
                    .allMatch(t -> t.figure() <= best.figure());
        }
    }

    private static Trial lastOf(List<Trial> trials, int number) {
        return trials.stream()
                .filter(trial -> trial.number() == number)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    @Test
    void halvingTriesManyOnFewRowsAndKeepsTheBetterThird() {
        TrainingSet set = Samples.random(3, 5_600);

        List<Trial> trials =
                search(set, Samples.logistic(), new Search(Strategy.HALVING, 9, 1, Duration.ZERO))
                        .trials();

        assertThat(trials).extracting(Trial::rows).containsOnly(622, 1_866, 5_600);
        for (int[] rung : new int[][] {{622, 9}, {1_866, 3}, {5_600, 1}}) {
            assertThat(trials.stream().filter(t -> t.rows() == rung[0])).hasSize(rung[1]);
        }
        List<Integer> kept = trials.subList(9, 12).stream().map(Trial::number).toList();
        double worstKept =
                trials.subList(0, 9).stream()
                        .filter(t -> kept.contains(t.number()))
                        .mapToDouble(Trial::figure)
                        .min()
                        .orElseThrow();
        assertThat(trials.subList(0, 9).stream().filter(t -> !kept.contains(t.number())))
                .allMatch(t -> t.figure() <= worstKept);
    }

    @Test
    void autoTriesEveryAlgorithm() {
        TrainingSet set = Samples.random(3, 2_000);
        Model auto = Samples.model(new Model.Trainer(Algorithm.AUTO, 0, 0, 0, 0, 7));

        Outcome outcome = search(set, auto, new Search(Strategy.RANDOM, 4, 2, Duration.ZERO));

        assertThat(outcome.trials())
                .extracting(trial -> trial.trainer().algorithm())
                .contains(
                        Algorithm.LOGISTIC_REGRESSION, Algorithm.XGBOOST, Algorithm.RANDOM_FOREST);
        assertThat(outcome.best().trainer().algorithm()).isNotEqualTo(Algorithm.AUTO);
        assertThat(outcome.best().trainer().seed()).isEqualTo(7);
        assertThat(search(set, auto, new Search(Strategy.RANDOM, 4, 2, Duration.ZERO)).trials())
                .as("the same again")
                .isEqualTo(outcome.trials());
    }

    @Test
    void drawsWithinTheBudgetAndNothingTwice() {
        for (int trials : new int[] {2, 10, 100}) {
            for (Algorithm algorithm : Algorithm.values()) {
                List<Model.Trainer> drawn =
                        TrainerSpace.draw(new Model.Trainer(algorithm, 100, 6, 0.3, 10, 1), trials);
                assertThat(drawn).hasSizeBetween(2, trials).doesNotHaveDuplicates();
                assertThat(drawn)
                        .isEqualTo(
                                TrainerSpace.draw(
                                        new Model.Trainer(algorithm, 100, 6, 0.3, 10, 1), trials));
            }
        }
    }

    @Test
    void saysWhyNothingCouldBeTried() {
        TrainingSet set = Samples.random(3, 1_000);
        Search far = new Search(Strategy.HALVING, 3, 3, Duration.ofDays(2));

        assertThatThrownBy(() -> search(set, Samples.logistic(), far))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessage(
                        "none of 3 settings could be tried: only 0 rows to learn from; at least 50"
                                + " are needed beside an embargo of PT48H before each of 3 folds");
    }

    @Test
    void foldsOfOneClassDontCount() {
        TrainingSet set = Samples.random(3, 2_000);
        boolean[] labels = set.labels().clone();
        Arrays.fill(labels, 1_333, 2_000, false);
        TrainingSet quiet = new TrainingSet(set.features(), set.rows(), labels);

        List<Trial> trials =
                search(quiet, Samples.logistic(), new Search(Strategy.RANDOM, 2, 2, Duration.ZERO))
                        .trials();

        assertThat(trials).allMatch(trial -> trial.figure() > 0.5);
        Arrays.fill(labels, 666, 2_000, false);
        TrainingSet silent = new TrainingSet(set.features(), set.rows(), labels);
        assertThatThrownBy(
                        () ->
                                search(
                                        silent,
                                        Samples.logistic(),
                                        new Search(Strategy.RANDOM, 2, 2, Duration.ZERO)))
                .hasMessageContaining("the newer rows of every fold are of one class");
    }

    /** What the gate judges by may say anything: the search doesn't know. */
    @Test
    void candidateOfASearchIsTrainedWithTheBestAndSaysSo() {
        ExampleSet examples = LabelledExamples.set(7, 2_000);
        Model auto =
                Samples.model(new Model.Trainer(Algorithm.AUTO, 0, 0, 0, 0, 7))
                        .with(new Search(Strategy.HALVING, 4, 2, Duration.ofSeconds(30)));

        Candidate candidate = CandidateTraining.train(examples, auto, null);

        assertThat(candidate.trials()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(candidate.settings().trainer().algorithm()).isNotEqualTo(Algorithm.AUTO);
        assertThat(candidate.trained().artifact())
                .isEqualTo(
                        ModelTrainer.train(examples.trainingSet(), candidate.settings(), "f")
                                .artifact());
        int training = candidate.trained().trainedRows();
        assertThat(candidate.trials()).allMatch(trial -> trial.rows() <= training);
        assertThat(VersionRecord.parameters(auto, candidate))
                .containsEntry("search", "halving")
                .containsEntry("search_embargo", "PT30S")
                .containsEntry("search_algorithm", "auto")
                .doesNotContainEntry("algorithm", "auto");
    }

    /** With a clock that's made up, of which every trial takes four seconds. */
    private static Outcome limited(TrainingSet set, Search search) {
        long[] nanos = {0};
        return new TrainerSearch(
                        set.features(),
                        slice(set),
                        seconds(set.rows().size()),
                        Samples.logistic().with(search),
                        () -> nanos[0] += 4_000_000_000L)
                .search();
    }

    @Test
    void stopsWhenItsTimeIsOverWithTheBestOfTheLastWholeRound() {
        TrainingSet set = Samples.random(3, 5_600);
        List<Trial> all =
                search(set, Samples.logistic(), new Search(Strategy.HALVING, 9, 1, Duration.ZERO))
                        .trials();

        for (int seconds : new int[] {1, 8, 36, 41, 48, 100}) {
            Outcome stopped =
                    limited(set, new Search(Strategy.HALVING, 9, 1, Duration.ZERO, seconds));
            int tried = Math.min(13, (seconds + 3) / 4);
            int whole = tried < 9 ? tried : tried < 12 ? 9 : tried;
            List<Trial> judged =
                    all.subList(tried < 12 ? 0 : tried == 12 ? 9 : 12, whole).stream()
                            .sorted((a, b) -> a.isBetterThan(b) ? -1 : 1)
                            .toList();

            assertThat(stopped.trials()).as("%d s", seconds).isEqualTo(all.subList(0, tried));
            assertThat(stopped.best().trainer())
                    .as("%d s", seconds)
                    .isEqualTo(judged.get(0).trainer());
            assertThat(stopped.costs()).hasSize(tried).containsOnly(Duration.ofSeconds(4));
        }
    }

    @Test
    void recordsEveryTrialAndTheCandidate() {
        ExampleSet examples = LabelledExamples.set(7, 2_000);
        Model auto =
                Samples.model(new Model.Trainer(Algorithm.AUTO, 0, 0, 0, 0, 7))
                        .with(new Search(Strategy.RANDOM, 4, 2, Duration.ofSeconds(30)));
        Candidate candidate = CandidateTraining.train(examples, auto, null);
        RetrainTrigger trigger =
                RetrainTrigger.newBuilder()
                        .setPipeline("p")
                        .setModel("fraud")
                        .setTriggerId("t-1")
                        .setReason("")
                        .setActor("ana")
                        .setAsOf(Instant.EPOCH)
                        .build();

        List<Experiment> experiments = candidate.experiments(trigger, auto);

        assertThat(experiments)
                .extracting(Experiment::getStep)
                .containsExactly("0", "1", "2", "3", "candidate");
        assertThat(experiments)
                .allMatch(e -> e.getRun().equals("t-1") && e.getSeed() == 7)
                .allMatch(e -> e.getDataDigest().equals(examples.dataDigest()));
        for (Trial trial : candidate.trials()) {
            Experiment record = experiments.get(trial.number());
            assertThat(record.getValue()).isEqualTo(trial.figure());
            assertThat(record.getFolds()).isEqualTo(2);
            assertThat(record.getEmbargoMillis()).isEqualTo(30_000);
            assertThat(record.getChosen())
                    .isEqualTo(trial.trainer().equals(candidate.settings().trainer()));
        }
        Experiment last = experiments.get(4);
        assertThat(last.getVersionDigest()).isEqualTo(candidate.trained().artifact().digest());
        assertThat(last.getValue()).isEqualTo(candidate.trained().holdout().auc());
        assertThat(last.getNote()).startsWith("passed: auc ");
        assertThat(last.getRows()).isEqualTo(1_600);
        assertThat(candidate.costs()).hasSize(4).allMatch(cost -> !cost.isZero());
    }

    @Test
    void betterIsHigherThenLessLossThenFirst() {
        Model.Trainer trainer = Samples.logistic().trainer();
        List<Trial> order =
                List.of(
                        new Trial(3, trainer, 9, 0.8, 0.5, ""),
                        new Trial(1, trainer, 9, 0.7, 0.2, ""),
                        new Trial(0, trainer, 9, 0.7, 0.3, ""),
                        new Trial(2, trainer, 9, 0.7, 0.3, ""),
                        new Trial(4, trainer, 9, Double.NaN, Double.NaN, "why"));

        IntStream.range(0, 5)
                .forEach(
                        i ->
                                IntStream.range(0, 5)
                                        .forEach(
                                                j ->
                                                        assertThat(
                                                                        order.get(i)
                                                                                .isBetterThan(
                                                                                        order.get(
                                                                                                j)))
                                                                .isEqualTo(i < j)));
    }
}
