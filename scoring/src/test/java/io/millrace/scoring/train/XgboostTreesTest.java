package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.scoring.TreeEnsemble;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/** Trees are numbers from elsewhere: what's no tree is refused, whoever wrote it. */
class XgboostTreesTest {
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
                .hasMessageContaining("is deeper than 64 splits");
        assertThatThrownBy(() -> compile(tree("[1,-1,-1]", "[0,-1,-1]", "[1,0,0]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is deeper than 64 splits");
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
        assertThatThrownBy(() -> read("{}")).hasMessageContaining("base_score is NaN");
        assertThatThrownBy(() -> read(model("0.5", "{\"left_children\":[1]}")))
                .hasMessageContaining("a tree has 1, 0, 0, 0 and 0 entries");
        assertThatThrownBy(() -> read(model("1", tree("[1,-1,-1]", "[2,-1,-1]", "[1,0,0]"))))
                .hasMessageContaining("base_score is 1.0");
    }

    private static TreeEnsemble compile(String tree) {
        return read(model("2.5E-1", tree)).compile(COLUMNS);
    }

    private static XgboostTrees read(String json) {
        return XgboostTrees.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String model(String baseScore, String tree) {
        return """
               {"learner":{"gradient_booster":{"model":{"tree_info":[0],"trees":[%s]}},
                "learner_model_param":{"base_score":"%s"}},"version":[1,6,2]}\
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
