package io.millrace.scoring.train;

import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.exchange.XgboostJson;

import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

import java.util.Map;
import java.util.TreeMap;

/** XGBoost without Tribuo between: for what Tribuo's trainer can't ask. Frees what it takes. */
final class Boosters {
    static final int ONE_ROUND = 1;

    private static final float MISSING = Float.NaN;

    /** The share of distinct rows in a bootstrap sample, 1 - 1/e. */
    private static final double SAMPLE_OF_ROWS = 0.632;

    private static final int FEWEST_ROWS_OF_A_LEAF = 5;

    private Boosters() {}

    /**
     * @param trees what was learnt
     * @param expected what XGBoost itself predicts for the golden rows, output by output
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Boosted(XgboostJson trees, float[][] expected) {}

    /** Settings that every training shares: histograms, one thread, one seed. */
    static Map<String, Object> settings(String objective, int depth, long seed) {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("booster", "gbtree");
        settings.put("tree_method", "hist");
        settings.put("objective", objective);
        settings.put("max_depth", depth);
        settings.put("seed", seed);
        settings.put("nthread", 1);
        settings.put("verbosity", 0);
        return settings;
    }

    /**
     * @param training columns row by row, NaN where they're missing
     * @param golden the same
     */
    static Boosted train(
            float[] training,
            int columns,
            float[] targets,
            Map<String, Object> settings,
            int rounds,
            float[] golden) {
        try {
            DMatrix matrix = new DMatrix(training, targets.length, columns, MISSING);
            try {
                matrix.setLabel(targets);
                Booster booster = XGBoost.train(matrix, settings, rounds, Map.of(), null, null);
                try {
                    return new Boosted(
                            XgboostJson.read(booster.toByteArray("json")),
                            predict(booster, golden, columns));
                } finally {
                    booster.dispose();
                }
            } finally {
                matrix.dispose();
            }
        } catch (XGBoostError e) {
            throw new TrainingRefusedException("XGBoost can't train: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    private static float[][] predict(Booster booster, float[] rows, int columns)
            throws XGBoostError {
        DMatrix matrix = new DMatrix(rows, rows.length / columns, columns, MISSING);
        try {
            return booster.predict(matrix);
        } finally {
            matrix.dispose();
        }
    }

    /** The columns themselves. */
    static int[] identity(int columns) {
        int[] all = new int[columns];
        for (int column = 0; column < columns; column++) {
            all[column] = column;
        }
        return all;
    }

    /**
     * Trees that are averaged: one round of trees grown side by side, each of a sample of the rows,
     * each split of a sample of the columns. The squared error of a 0 or 1 splits as Gini's
     * impurity does, and makes a leaf's value the share of positives in it.
     *
     * @param trainer of which trees, depth and seed count
     * @param base subtracted before and added after, so that leaves keep their precision
     */
    static Map<String, Object> forest(Model.Trainer trainer, int columns, double base) {
        Map<String, Object> settings =
                settings("reg:squarederror", trainer.depth(), trainer.seed());
        settings.put("num_parallel_tree", trainer.trees());
        settings.put("base_score", base);
        settings.put("learning_rate", 1.0);
        settings.put("subsample", SAMPLE_OF_ROWS);
        settings.put("colsample_bynode", Math.min(1, Math.max(2, Math.sqrt(columns)) / columns));
        settings.put("min_child_weight", FEWEST_ROWS_OF_A_LEAF);
        settings.put("lambda", 0.0);
        return settings;
    }

    static TrainingRefusedException missing(LinkageError e) {
        return new TrainingRefusedException(
                "XGBoost's native library doesn't run on this machine ("
                        + System.getProperty("os.name")
                        + ", "
                        + System.getProperty("os.arch")
                        + ": "
                        + e.getMessage()
                        + "); it's made for x86-64 and needs OpenMP (libgomp);"
                        + " logistic_regression runs everywhere",
                e);
    }
}
