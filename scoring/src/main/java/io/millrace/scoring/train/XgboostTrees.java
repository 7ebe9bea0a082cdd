package io.millrace.scoring.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.millrace.scoring.TreeEnsemble;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What counts in XGBoost's JSON of a model with the objective {@code binary:logistic}.
 *
 * @param baseScore probability before the first tree
 */
record XgboostTrees(double baseScore, List<XgboostTree> trees) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * @throws IllegalArgumentException if it's no such model
     */
    static XgboostTrees read(byte[] json) {
        double baseScore = Double.NaN;
        List<XgboostTree> trees = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    switch (parser.currentName()) {
                        case "base_score" -> baseScore = Double.parseDouble(text(parser));
                        case "trees" -> readTrees(parser, trees);
                        default -> {
                            // The many other fields say nothing about a prediction.
                        }
                    }
                }
            }
        } catch (IOException | NumberFormatException e) {
            throw new IllegalArgumentException("it's no model of XGBoost: " + e.getMessage(), e);
        }
        if (!(baseScore > 0 && baseScore < 1)) {
            throw new IllegalArgumentException(
                    "base_score is " + baseScore + "; it must be between 0 and 1");
        }
        return new XgboostTrees(baseScore, trees);
    }

    private static void readTrees(JsonParser parser, List<XgboostTree> trees) throws IOException {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            trees.add(readTree(parser));
        }
    }

    private static XgboostTree readTree(JsonParser parser) throws IOException {
        Map<String, List<String>> arrays = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            switch (name) {
                case "left_children",
                        "right_children",
                        "split_indices",
                        "split_conditions",
                        "default_left" ->
                        arrays.put(name, numbers(parser));
                default -> {
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        }
        return new XgboostTree(
                ints(arrays.getOrDefault("left_children", List.of())),
                ints(arrays.getOrDefault("right_children", List.of())),
                ints(arrays.getOrDefault("split_indices", List.of())),
                floats(arrays.getOrDefault("split_conditions", List.of())),
                ints(arrays.getOrDefault("default_left", List.of())));
    }

    /** Numbers as they're written, since a float read by way of a double may round twice. */
    private static List<String> numbers(JsonParser parser) throws IOException {
        List<String> numbers = new ArrayList<>();
        parser.nextToken();
        while (parser.nextToken().isScalarValue()) {
            numbers.add(parser.getText());
        }
        return numbers;
    }

    private static String text(JsonParser parser) throws IOException {
        parser.nextToken();
        return parser.getText();
    }

    private static int[] ints(List<String> numbers) {
        return numbers.stream().mapToInt(Integer::parseInt).toArray();
    }

    private static float[] floats(List<String> numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.parseFloat(numbers.get(i));
        }
        return floats;
    }

    /**
     * The trees over encoded columns.
     *
     * @param columns that XGBoost's features stand for
     */
    TreeEnsemble compile(int[] columns) {
        double base = -StrictMath.log(1 / baseScore - 1);
        TreeEnsemble.Builder compiled = TreeEnsemble.builder(base);
        for (XgboostTree tree : trees) {
            tree.addTo(compiled, columns);
        }
        return compiled.build();
    }
}
