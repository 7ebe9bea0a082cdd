package io.millrace.scoring.exchange;

import io.millrace.scoring.Link;
import io.millrace.scoring.TreeEnsemble;

import java.util.ArrayList;
import java.util.List;

/**
 * What counts in XGBoost's JSON of a model of trees.
 *
 * @param objective such as {@code binary:logistic}
 * @param classes of a multiclass model, otherwise 0
 * @param features how many it reads
 * @param featureNames as many, or none
 * @param baseScore score before the first tree
 * @param outputs that each tree adds to
 */
public record XgboostJson(
        String objective,
        int classes,
        int features,
        List<String> featureNames,
        double baseScore,
        List<Integer> outputs,
        List<NodeTree> trees) {

    public XgboostJson {
        featureNames = List.copyOf(featureNames);
        outputs = List.copyOf(outputs);
        trees = List.copyOf(trees);
        if (outputs.size() != trees.size()) {
            throw new IllegalArgumentException(
                    "tree_info names " + outputs.size() + " trees of " + trees.size());
        }
        if (!featureNames.isEmpty() && featureNames.size() != features) {
            throw new IllegalArgumentException(
                    featureNames.size() + " feature_names for " + features + " features");
        }
    }

    /**
     * Reads a model, never running any of it.
     *
     * @throws IllegalArgumentException if it's no model that can be compiled; the message says why
     */
    public static XgboostJson read(byte[] json) {
        return new XgboostJsonReader(json).read();
    }

    /** How its margins become scores. */
    public Link link() {
        return switch (objective) {
            case "binary:logistic", "reg:logistic" -> Link.LOGISTIC;
            case "multi:softprob", "multi:softmax" -> Link.SOFTMAX;
            case "reg:squarederror",
                    "reg:linear",
                    "reg:absoluteerror",
                    "reg:pseudohubererror",
                    "reg:quantileerror" ->
                    Link.IDENTITY;
            case "count:poisson", "reg:gamma", "reg:tweedie" -> Link.EXPONENTIAL;
            default ->
                    throw new IllegalArgumentException(
                            "the objective \""
                                    + objective
                                    + "\" isn't known; binary:logistic, reg:logistic,"
                                    + " multi:softprob, multi:softmax, reg:squarederror,"
                                    + " reg:absoluteerror, reg:pseudohubererror,"
                                    + " reg:quantileerror, count:poisson, reg:gamma and"
                                    + " reg:tweedie are");
        };
    }

    /**
     * The trees over encoded columns, an ensemble for each output.
     *
     * @param columns that the features stand for
     */
    public List<TreeEnsemble> compile(int[] columns) {
        boolean covers = trees.stream().allMatch(NodeTree::hasCovers);
        int count = link() == Link.SOFTMAX ? classes : 1;
        if (count < 1 || count > trees.size() + 1) {
            throw new IllegalArgumentException(
                    "num_class is " + classes + " with " + trees.size() + " trees");
        }
        List<TreeEnsemble.Builder> compiled = new ArrayList<>();
        for (int output = 0; output < count; output++) {
            compiled.add(TreeEnsemble.builder(baseMargin()));
        }
        for (int tree = 0; tree < trees.size(); tree++) {
            int output = outputs.get(tree);
            if (output < 0 || output >= count) {
                throw new IllegalArgumentException(
                        "tree_info says output " + output + " of " + count);
            }
            trees.get(tree).addTo(compiled.get(output), columns, covers);
        }
        return compiled.stream().map(TreeEnsemble.Builder::build).toList();
    }

    private double baseMargin() {
        return switch (link()) {
            case LOGISTIC -> {
                require(baseScore > 0 && baseScore < 1, "between 0 and 1");
                yield -StrictMath.log(1 / baseScore - 1);
            }
            case EXPONENTIAL -> {
                require(baseScore > 0, "above 0");
                yield StrictMath.log(baseScore);
            }
            default -> {
                require(Double.isFinite(baseScore), "finite");
                yield baseScore;
            }
        };
    }

    private void require(boolean holds, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "base_score is " + baseScore + "; it must be " + allowed);
        }
    }
}
