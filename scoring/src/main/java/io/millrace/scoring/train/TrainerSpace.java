package io.millrace.scoring.train;

import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.Algorithm;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Settings to try: the written ones, then random ones of the same algorithm, or of all. */
final class TrainerSpace {
    private static final int MOST_DRAWS = 20;
    private static final List<Algorithm> ALL =
            List.of(Algorithm.LOGISTIC_REGRESSION, Algorithm.XGBOOST, Algorithm.RANDOM_FOREST);

    private final SplittableRandom random;
    private final long seed;

    private TrainerSpace(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
    }

    /** At most so many distinct settings, in an order that depends on the seed alone. */
    static List<Model.Trainer> draw(Model.Trainer written, int trials) {
        TrainerSpace space = new TrainerSpace(written.seed());
        Set<Model.Trainer> drawn = new LinkedHashSet<>();
        if (written.algorithm() == Algorithm.AUTO) {
            // First what each algorithm does by default: often that's hard to beat.
            ALL.stream().limit(trials).map(space::usual).forEach(drawn::add);
        } else {
            drawn.add(written);
        }
        for (int draw = 0; drawn.size() < trials && draw < MOST_DRAWS * trials; draw++) {
            Algorithm algorithm =
                    written.algorithm() == Algorithm.AUTO
                            ? ALL.get(space.random.nextInt(ALL.size()))
                            : written.algorithm();
            drawn.add(space.random(algorithm));
        }
        return new ArrayList<>(drawn);
    }

    private Model.Trainer usual(Algorithm algorithm) {
        return switch (algorithm) {
            case LOGISTIC_REGRESSION -> new Model.Trainer(algorithm, 100, 6, 0.1, 10, seed);
            case RANDOM_FOREST -> new Model.Trainer(algorithm, 100, 8, 0.3, 10, seed);
            default -> new Model.Trainer(algorithm, 100, 6, 0.3, 10, seed);
        };
    }

    private Model.Trainer random(Algorithm algorithm) {
        return switch (algorithm) {
            case LOGISTIC_REGRESSION ->
                    new Model.Trainer(
                            algorithm, 100, 6, between(0.01, 1), 5 << random.nextInt(4), seed);
            case RANDOM_FOREST ->
                    new Model.Trainer(
                            algorithm,
                            50 << random.nextInt(3),
                            random.nextInt(4, 13),
                            0.3,
                            10,
                            seed);
            default ->
                    new Model.Trainer(
                            Algorithm.XGBOOST,
                            25 << random.nextInt(4),
                            random.nextInt(2, 9),
                            between(0.02, 0.5),
                            10,
                            seed);
        };
    }

    /** Evenly on a logarithmic scale, with two digits, so that it can be written in a file. */
    private double between(double low, double high) {
        double drawn =
                StrictMath.exp(
                        StrictMath.log(low) + random.nextDouble() * StrictMath.log(high / low));
        return new BigDecimal(drawn).round(new MathContext(2)).doubleValue();
    }
}
