package io.millrace.scoring.train;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Encoder;
import io.millrace.scoring.Explainer;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.Transform;

import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Nanoseconds of CPU a row of our scorers and of Tribuo's predict on the same rows, one thread,
 * warm. Run its main method; it's no test.
 */
public final class ScoringBenchmark {
    private static final int INPUTS = 20;
    private static final int ROWS = 4_096;

    private ScoringBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        TrainingSet normal = set(false);
        TrainingSet heavy = set(true);
        linear("linear, 20 normal inputs", normal);
        linear("linear, 20 heavy-tailed inputs", heavy);
        if (arguments.length > 0) {
            return;
        }
        trees("100 trees of depth 6", heavy, 100, 6);
        trees("100 trees of depth 8", heavy, 100, 8);
        ModelArtifact forest = ModelTrainer.train(heavy, Samples.forest(100, 8), "f").artifact();
        Scorer scorer = Scorer.of(forest, heavy.features());
        System.out.printf(
                "%-32s %8.1f ns a row%n",
                "forest of 100 trees of depth 8",
                nanos(heavy.rows().subList(0, 256), scorer::score, 2_000_000_000L));
    }

    private static TrainingSet set(boolean heavy) {
        SplittableRandom random = new SplittableRandom(1);
        List<Field> fields =
                IntStream.range(0, INPUTS)
                        .mapToObj(i -> new Field("x" + i, ValueType.DOUBLE, true))
                        .toList();
        List<Row> rows = new ArrayList<>();
        boolean[] labels = new boolean[5 * ROWS];
        for (int i = 0; i < labels.length; i++) {
            Row row = new Row(INPUTS);
            double margin = -3;
            for (int input = 0; input < INPUTS; input++) {
                double x = random.nextGaussian();
                margin += input < 8 ? 0.4 * x * (input % 2 == 0 ? 1 : Math.abs(x)) : 0;
                row.setDouble(input, heavy ? Math.exp(1.5 * x) : x);
            }
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-margin));
            rows.add(row);
        }
        return new TrainingSet(new RowType(fields), rows, labels);
    }

    private static void linear(String name, TrainingSet set) throws Exception {
        Model settings = Samples.logistic();
        ModelArtifact artifact = ModelTrainer.train(set, settings, "f").artifact();
        EncodedRows encoded = encoded(set, settings, true);
        Dataset<Label> dataset = encoded.dataset(set.rows(), set.labels());
        var tribuo =
                new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1), 1, 42).train(dataset);
        report(name, artifact, set, tribuo, encoded);
    }

    private static void trees(String name, TrainingSet set, int trees, int depth) throws Exception {
        Model settings = Samples.xgboost(trees, depth);
        long start = System.nanoTime();
        ModelArtifact artifact = ModelTrainer.train(set, settings, "f").artifact();
        long trained = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            start = System.nanoTime();
            ModelArtifact.load(artifact.toBytes());
            trained = System.nanoTime();
        }
        System.out.printf("load %.1f ms%n", (trained - start) / 1e6);
        EncodedRows encoded = encoded(set, settings, false);
        try (XgboostModel model =
                new XgboostTrainer(settings.trainer())
                        .boost(encoded.dataset(set.rows(), set.labels()))) {
            report(name, artifact, set, model.tribuo(), encoded);
        }
        explanations(name, artifact, set);
    }

    private static void explanations(String name, ModelArtifact artifact, TrainingSet set)
            throws Exception {
        Explainer explainer = Explainer.of(artifact, set.features());
        double nanos =
                nanos(
                        set.rows().subList(0, 16),
                        row -> explainer.explain(row).base(),
                        2_000_000_000L);
        System.out.printf("%-32s %8.1f µs to explain a row%n", name, nanos / 1_000);
    }

    private static EncodedRows encoded(TrainingSet set, Model settings, boolean standardise) {
        Inputs inputs = Inputs.of(set.features(), settings);
        List<Transform> transforms = TransformFitter.fit(inputs, set.rows(), standardise);
        return new EncodedRows(
                new Encoder(inputs.types(), inputs.fields(), transforms), !standardise);
    }

    private static void report(
            String name,
            ModelArtifact artifact,
            TrainingSet set,
            org.tribuo.Model<Label> tribuo,
            EncodedRows encoded)
            throws Exception {
        List<Row> rows = set.rows().subList(0, 256);
        List<Example<Label>> examples = encoded.unlabelled(rows);
        Scorer scorer = Scorer.of(artifact, set.features());
        double ours = nanos(rows, scorer::score, 3_000_000_000L);
        double theirs =
                nanos(
                        examples,
                        example -> tribuo.predict(example).getOutput().getScore(),
                        3_000_000_000L);
        System.out.printf(
                "%-32s %8.1f ns a row; Tribuo's predict, examples ready, %10.1f ns (%.0f times); %s%n",
                name, ours, theirs, theirs / ours, artifact);
    }

    /** The fastest tenth of rounds over all rows, after as much time of warm-up. */
    private static <T> double nanos(List<T> rows, ToDoubleFunction<T> score, long budget) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double sum = 0;
        List<Double> rounds = new ArrayList<>();
        long start = System.nanoTime();
        while (System.nanoTime() - start < 2 * budget) {
            long before = threads.getCurrentThreadCpuTime();
            for (int round = 0; round < rounds(rows); round++) {
                for (T row : rows) {
                    sum += score.applyAsDouble(row);
                }
            }
            long after = threads.getCurrentThreadCpuTime();
            if (System.nanoTime() - start > budget) {
                rounds.add((after - before) / ((double) rounds(rows) * rows.size()));
            }
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("a score is NaN");
        }
        rounds.sort(null);
        return rounds.get(rounds.size() / 10);
    }

    /** As many rows each time, however few there are: 32,768, or 64 of few. */
    private static int rounds(List<?> rows) {
        return rows.size() < 100 ? 4 : 128;
    }
}
