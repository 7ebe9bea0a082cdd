package io.millrace.scoring.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@link XgboostJson} token by token; what it doesn't know says nothing about a score. */
final class XgboostJsonReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_BYTES = 256 << 20;
    private static final int MOST_TREES = 10_000;

    private final byte[] json;

    private String objective = "";
    private String booster = "";
    private int classes;
    private int features;
    private double baseScore = Double.NaN;
    private List<String> featureNames = List.of();
    private List<Integer> outputs = List.of();
    private final List<NodeTree> trees = new ArrayList<>();

    XgboostJsonReader(byte[] json) {
        this.json = json;
    }

    private interface Field {
        void read(String name, JsonParser parser) throws IOException;
    }

    XgboostJson read() {
        if (json.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "it has " + json.length + " bytes; at most " + MOST_BYTES + " are allowed");
        }
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it's no model of XGBoost: it's no object");
            }
            object(parser, this::top);
        } catch (IOException | NumberFormatException e) {
            throw new IllegalArgumentException("it's no model of XGBoost: " + e.getMessage(), e);
        }
        if (!booster.equals("gbtree")) {
            throw new IllegalArgumentException(
                    "its booster is \"" + booster + "\"; only gbtree can be compiled");
        }
        return new XgboostJson(
                objective, classes, features, featureNames, baseScore, outputs, trees);
    }

    /** The fields of an object whose start was read. The reader leaves each value at its end. */
    private static void object(JsonParser parser, Field field) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            field.read(name, parser);
        }
        if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw new IllegalArgumentException("it's no model of XGBoost: an object doesn't end");
        }
    }

    private static void inObject(JsonParser parser, Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException(
                    "it's no model of XGBoost: " + parser.currentName() + " is no object");
        }
        object(parser, field);
    }

    private void top(String name, JsonParser parser) throws IOException {
        if (name.equals("learner")) {
            inObject(parser, this::learner);
        } else {
            parser.skipChildren();
        }
    }

    private void learner(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "learner_model_param" -> inObject(parser, this::parameters);
            case "objective" ->
                    inObject(parser, (field, p) -> objective = keep("name", field, objective, p));
            case "gradient_booster" -> inObject(parser, this::booster);
            case "feature_names" -> featureNames = texts(parser);
            case "feature_types" -> {
                if (texts(parser).contains("c")) {
                    throw new IllegalArgumentException(
                            "it splits categories, which can't be compiled; encode them as"
                                    + " numbers before training");
                }
            }
            default -> parser.skipChildren();
        }
    }

    private static String keep(String wanted, String field, String before, JsonParser parser)
            throws IOException {
        if (field.equals(wanted)) {
            return parser.getText();
        }
        parser.skipChildren();
        return before;
    }

    private void parameters(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "base_score" -> baseScore = baseScore(parser);
            case "num_class" -> classes = Integer.parseInt(parser.getText());
            case "num_feature" -> features = Integer.parseInt(parser.getText());
            case "num_target" -> {
                if (Integer.parseInt(parser.getText()) > 1) {
                    throw new IllegalArgumentException("it has several targets; one is allowed");
                }
            }
            default -> parser.skipChildren();
        }
    }

    /** Newer versions write an array of one. */
    private static double baseScore(JsonParser parser) throws IOException {
        String text = parser.getText();
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<String> all = texts(parser);
            text = all.size() == 1 ? all.get(0) : String.valueOf(all);
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            text = text.substring(1, text.length() - 1);
        }
        return Double.parseDouble(text);
    }

    private void booster(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "name" -> booster = parser.getText();
            case "model" -> inObject(parser, this::model);
            default -> parser.skipChildren();
        }
    }

    private void model(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "tree_info" -> outputs = texts(parser).stream().map(Integer::parseInt).toList();
            case "trees" -> {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    if (trees.size() == MOST_TREES) {
                        throw new IllegalArgumentException("more than " + MOST_TREES + " trees");
                    }
                    trees.add(tree(parser));
                }
            }
            default -> parser.skipChildren();
        }
    }

    private static NodeTree tree(JsonParser parser) throws IOException {
        Map<String, List<String>> arrays = new HashMap<>();
        object(
                parser,
                (name, p) -> {
                    switch (name) {
                        case "left_children",
                                "right_children",
                                "split_indices",
                                "split_conditions",
                                "default_left",
                                "sum_hessian",
                                "categories" ->
                                arrays.put(name, texts(p));
                        default -> p.skipChildren();
                    }
                });
        if (!arrays.getOrDefault("categories", List.of()).isEmpty()) {
            throw new IllegalArgumentException("a tree splits categories, which can't be compiled");
        }
        List<String> directions = arrays.getOrDefault("default_left", List.of());
        boolean[] missingLeft = new boolean[directions.size()];
        for (int node = 0; node < missingLeft.length; node++) {
            missingLeft[node] = !directions.get(node).matches("0|false");
        }
        return new NodeTree(
                ints(arrays.getOrDefault("left_children", List.of())),
                ints(arrays.getOrDefault("right_children", List.of())),
                ints(arrays.getOrDefault("split_indices", List.of())),
                floats(arrays.getOrDefault("split_conditions", List.of())),
                missingLeft,
                floats(arrays.getOrDefault("sum_hessian", List.of())));
    }

    /** Scalars as they're written, since a float read by way of a double may round twice. */
    private static List<String> texts(JsonParser parser) throws IOException {
        List<String> texts = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException(
                    "it's no model of XGBoost: " + parser.currentName() + " is no array");
        }
        while (parser.nextToken().isScalarValue()) {
            texts.add(parser.getText());
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw new IllegalArgumentException("it's no model of XGBoost: an array in an array");
        }
        return texts;
    }

    private static int[] ints(List<String> numbers) {
        // Nodes that were pruned split feature 2³² - 1.
        return numbers.stream().mapToInt(number -> (int) Long.parseLong(number)).toArray();
    }

    private static float[] floats(List<String> numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.parseFloat(numbers.get(i));
        }
        return floats;
    }
}
