package io.millrace.scoring.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.scoring.TreeEnsemble;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/** Trees are numbers from elsewhere: what's no tree is refused, whoever wrote it. */
class XgboostJsonTest {
    private static final int[] COLUMNS = {4, 2};

    @Test
    void readsTreesWithTheirDefaultDirections() {
        TreeEnsemble trees = compile(tree("[1,-1,-1]", "[2,-1,-1]", "[1,0,0]"));
        double base = -Math.log(1 / 0.25 - 1);

        assertThat(trees.margin(new double[] {0, 0, 1.5, 0, 0})).isCloseTo(base + 2, near());
        assertThat(trees.margin(new double[] {0, 0, 2.5, 0, 0})).isCloseTo(base + 3, near());
        assertThat(trees.margin(new double[] {0, 0, Double.NaN, 0, 0})).isCloseTo(base + 2, near());
    }

    private static org.assertj.core.data.Offset<Double> near() {
        return within(1e-12);
    }

    @Test
    void refusesCycles() {
        assertThatThrownBy(() -> compile(tree("[0,-1,-1]", "[2,-1,-1]", "[1,0,0]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is reached twice: the tree has a cycle");
        assertThatThrownBy(() -> compile(tree("[1,-1,-1]", "[0,-1,-1]", "[1,0,0]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is reached twice: the tree has a cycle");
    }

    @Test
    void refusesChildrenAndFeaturesThatDontExist() {
        assertThatThrownBy(() -> compile(tree("[1,-1,-1]", "[3,-1,-1]", "[1,0,0]")))
                .hasMessage("a tree of 3 nodes has the child 3");
        assertThatThrownBy(() -> compile(tree("[-2,-1,-1]", "[2,-1,-1]", "[1,0,0]")))
                .hasMessage("a tree of 3 nodes has the child -2");
        assertThatThrownBy(() -> compile(tree("[1,-1,-1]", "[2,-1,-1]", "[2,0,0]")))
                .hasMessage("a tree splits feature 2 of 2");
    }

    @Test
    void refusesWhatIsNoModel() {
        assertThatThrownBy(() -> read("{")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read("[]")).hasMessageContaining("it's no object");
        assertThatThrownBy(() -> read("{}")).hasMessageContaining("its booster is \"\"");
        assertThatThrownBy(() -> read(model("0.5", "{\"left_children\":[1]}")))
                .hasMessageContaining("a tree has 1, 0, 0, 0 and 0 entries");
        String tree = tree("[1,-1,-1]", "[2,-1,-1]", "[1,0,0]");
        assertThatThrownBy(() -> read(model("1", tree)).compile(COLUMNS))
                .hasMessageContaining("base_score is 1.0");
        assertThatThrownBy(() -> read(model("0.5", tree).replace("gbtree", "dart")))
                .hasMessageContaining("its booster is \"dart\"");
        assertThatThrownBy(
                        () ->
                                read(model("0.5", tree).replace("binary:logistic", "rank:map"))
                                        .compile(COLUMNS))
                .hasMessageContaining("the objective \"rank:map\" isn't known");
        assertThatThrownBy(() -> read(model("0.5", tree).replace("info\":[0]", "info\":[]")))
                .hasMessageContaining("tree_info names 0 trees of 1");
        assertThatThrownBy(
                        () ->
                                read(model("0.5", tree).replace("info\":[0]", "info\":[1]"))
                                        .compile(COLUMNS))
                .hasMessageContaining("tree_info says output 1 of 1");
        assertThatThrownBy(() -> read(model("0.5", tree).replace("3E0]", "1e99]")).compile(COLUMNS))
                .hasMessageContaining("has the value Infinity");
        assertThatThrownBy(() -> read(model("0.5", tree).replace("3E0]", "NaN]")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                read(
                                        model("0.5", tree)
                                                .replace("\"loss_ch", "\"categories\":[1],\"l")))
                .hasMessageContaining("splits categories");
    }

    @Test
    void refusesNestingWithoutEnd() {
        assertThatThrownBy(() -> read("{\"a\":".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nesting depth");
    }

    /** Wherever the file ends, it's a refusal with a reason. */
    @Test
    void refusesEveryTruncation() {
        String whole = model("0.5", tree("[1,-1,-1]", "[2,-1,-1]", "[1,0,0]"));
        for (int length = 0; length < whole.length() - 1; length++) {
            String truncated = whole.substring(0, length);
            assertThatThrownBy(() -> read(truncated)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static TreeEnsemble compile(String tree) {
        return read(model("2.5E-1", tree)).compile(COLUMNS).get(0);
    }

    private static XgboostJson read(String json) {
        return XgboostJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String model(String baseScore, String tree) {
        return """
               {"learner":{"gradient_booster":{"model":{"tree_info":[0],"trees":[%s]},"name":"gbtree"},
                "learner_model_param":{"base_score":"%s","num_class":"0","num_feature":"2"},
                "objective":{"name":"binary:logistic"}},"version":[1,6,2]}\
               """
                .formatted(tree, baseScore);
    }

    private static String tree(String left, String right, String features) {
        return """
               {"left_children":%s,"loss_changes":[1E0],"right_children":%s,
                "split_conditions":[2E0,2E0,3E0],"split_indices":%s,"default_left":[1,0,0],
                "tree_param":{"num_nodes":"3"}}\
               """
                .formatted(left, right, features);
    }
}
