package io.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What the loader refuses. Edits are sealed again, so that the checksum isn't what finds them. */
class HostileArtifactTest {

    @Test
    void refusesEveryTruncation() throws Exception {
        for (ModelArtifact model : List.of(Models.linear(), Models.trees())) {
            byte[] bytes = model.toBytes();
            for (int length = 0; length < bytes.length; length++) {
                byte[] truncated = Arrays.copyOf(bytes, length);
                assertRefused(truncated, "");
                if (length >= ArtifactFormat.HEADER_BYTES + Sha256.BYTES) {
                    assertRefused(Bytes.of(model).truncated(length).sealed(), "");
                }
            }
        }
    }

    @Test
    void refusesEveryFlippedByte() throws Exception {
        byte[] bytes = Models.trees().toBytes();
        for (int at = 0; at < bytes.length; at++) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assertRefused(flipped, "");
        }
    }

    /** Sealed damage may make another valid model, but never anything else than a refusal. */
    @Test
    void survivesSealedDamage() throws Exception {
        long seed = 20261121;
        SplittableRandom random = new SplittableRandom(seed);
        List<ModelArtifact> models = List.of(Models.linear(), Models.trees());
        int loaded = 0;
        for (int i = 0; i < 20_000; i++) {
            ModelArtifact model = models.get(i % 2);
            byte[] damage = new byte[1 + random.nextInt(4)];
            random.nextBytes(damage);
            int length = model.toBytes().length - Sha256.BYTES - damage.length;
            byte[] damaged = Bytes.of(model).put(random.nextInt(10, length), damage).sealed();
            try {
                ModelArtifact.load(damaged);
                loaded++;
            } catch (ArtifactRefusedException e) {
                assertThat(e).as("damage %d of seed %d", i, seed).hasMessageMatching("(?s).{10,}");
            }
        }
        assertThat(loaded).isLessThan(8_000);
    }

    @Test
    void refusesWhatIsNoModel() {
        assertRefused(new byte[0], "it ends before the magic number");
        assertRefused(new byte[100], "it's no model of Millrace: it begins with 00000000");
    }

    @Test
    void refusesAnUnknownVersion() throws Exception {
        byte[] newer = Bytes.of(Models.linear()).put(4, new byte[] {0, 3}).sealed();

        assertRefused(newer, "its format has version 3; this Millrace reads versions 1 to 2");
    }

    @Test
    void refusesMoreThanTheCap() {
        assertRefused(new byte[Limits.BYTES + 1], "at most 14680064 are allowed");
    }

    @Test
    void refusesAnUnknownTaskOutputTypeTransformOrKind() throws Exception {
        Bytes model = Bytes.of(Models.linear());
        byte[] count = Bytes.ofText("count");

        assertRefused(model.put(10, new byte[] {9}).sealed(), "task 9 is unknown");
        assertRefused(model.put(11, new byte[] {9}).sealed(), "output 9 is unknown");
        assertRefused(
                model.replace(join(count, 1, 2), join(count, 77, 2)).sealed(),
                "input \"count\" has unknown type 77");
        assertRefused(
                model.replace(join(count, 1, 2), join(count, 1, 77)).sealed(),
                "input \"count\" has unknown transform 77");
        byte[] bias = Bytes.of(-1.125);
        assertRefused(
                model.replace(join(new byte[] {1}, bias), join(new byte[] {7}, bias)).sealed(),
                "it's of unknown kind 7");
    }

    @Test
    void refusesTimestampAsInput() throws Exception {
        byte[] count = Bytes.ofText("count");
        byte[] bytes =
                Bytes.of(Models.linear()).replace(join(count, 1, 2), join(count, 4, 2)).sealed();

        assertRefused(bytes, "input \"count\" is a TIMESTAMP, which no Standardise transform");
    }

    @Test
    void refusesTextAsNumber() throws Exception {
        byte[] count = Bytes.ofText("count");
        byte[] bytes =
                Bytes.of(Models.linear()).replace(join(count, 1, 2), join(count, 0, 1)).sealed();

        assertRefused(bytes, "");
        RowType type = new RowType(List.of(new Field("x", ValueType.STRING, true)));
        assertThatThrownBy(() -> compile(type, new Transform.Plain(), TreeEnsemble.builder(0)))
                .hasMessage("input \"x\" is a STRING, which no Plain transform takes");
    }

    @Test
    void refusesLinearModelOfUnfilledInputs() {
        assertThatThrownBy(() -> Models.compile(Models.PLAIN, new Linear(0, new double[7])))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining("may be missing");
    }

    @Test
    void refusesWeightsThatAreNoNumbers() throws Exception {
        Bytes model = Bytes.of(Models.linear());

        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e31}) {
            assertRefused(
                    model.replace(Bytes.of(3.0), Bytes.of(bad)).sealed(),
                    "weight of column 6 is " + bad + "; it must be within ±1.0E30");
            assertRefused(
                    model.replace(
                                    join(new byte[] {1}, Bytes.of(-1.125)),
                                    join(new byte[] {1}, Bytes.of(bad)))
                            .sealed(),
                    "bias is " + bad);
        }
    }

    @Test
    void refusesTransformsThatMakeNoNumbers() throws Exception {
        Bytes model = Bytes.of(Models.linear());
        byte[] transform = join(Bytes.of(100.0), Bytes.of(50.0));

        assertRefused(
                model.replace(transform, join(Bytes.of(Double.NaN), Bytes.of(50.0))).sealed(),
                "centre is NaN");
        for (double bad : new double[] {0, -1, Double.NaN, Double.MIN_VALUE, 1 / 0.0}) {
            assertRefused(
                    model.replace(transform, join(Bytes.of(100.0), Bytes.of(bad))).sealed(),
                    "scale is " + bad);
        }
        byte[] amount = join(Bytes.ofText("amount"), 2, 2);
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused(
                    model.replace(join(amount, Bytes.of(0)), join(amount, Bytes.of(bad))).sealed(),
                    "unit is " + bad);
        }
        assertRefused(
                model.replace(join(Bytes.of(50.0), 1), join(Bytes.of(50.0), 2)).sealed(),
                "the missing column of amount is 2; 0 or 1 are allowed");
        assertRefused(
                model.replace(Bytes.ofText("FR"), Bytes.ofText("DE")).sealed(),
                "level \"DE\" is there twice");
    }

    @Test
    void refusesThresholdThatIsNoShare() throws Exception {
        Bytes model = Bytes.of(Models.linear());
        byte[] fingerprint = Bytes.ofText("features-1");

        for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
            assertRefused(
                    model.replace(
                                    join(fingerprint, Bytes.of(0.5)),
                                    join(fingerprint, Bytes.of(bad)))
                            .sealed(),
                    "threshold is " + bad + "; it must be from 0 to 1");
        }
    }

    @Test
    void refusesNamesThatAreNoneOrTwice() throws Exception {
        Bytes model = Bytes.of(Models.linear());

        assertRefused(
                model.replace(Bytes.ofText("count"), Bytes.ofText("")).sealed(),
                "is no field name");
        assertRefused(
                model.replace(Bytes.ofText("count"), Bytes.ofText("amount")).sealed(),
                "two fields named \"amount\"");
        assertRefused(
                model.replace(Bytes.ofText("FR"), new byte[] {0, 2, (byte) 0xC0, (byte) 0x80})
                        .sealed(),
                "level 1 of country isn't UTF-8");
    }

    @Test
    void refusesGoldenRowsThatComeOutOtherwise() throws Exception {
        byte[] bytes =
                Bytes.of(Models.linear())
                        .replace(Bytes.of(3.0), Bytes.of(Math.nextUp(3.0)))
                        .sealed();

        assertRefused(bytes, "golden row 2 scores");
    }

    @Test
    void refusesModelWithoutGoldenRows() {
        assertThatThrownBy(
                        () ->
                                ModelArtifact.compile(
                                        Models.TYPE,
                                        Models.STANDARDISED,
                                        new Linear(0, new double[8]),
                                        "f",
                                        0.5,
                                        List.of()))
                .hasMessage("0 golden rows; 1 to 256 are allowed");
    }

    @Test
    void refusesWeightsThatDontFitTheColumns() {
        assertThatThrownBy(() -> Models.linear(0, 1, 2, 3))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessage("the inputs make 8 columns, the model reads 3");
        assertThatThrownBy(
                        () ->
                                Models.compile(
                                        Models.PLAIN,
                                        TreeEnsemble.builder(0)
                                                .tree()
                                                .split(7, 0, true)
                                                .leaf(1)
                                                .leaf(2)
                                                .build()))
                .hasMessage("the inputs make 7 columns, the model reads 8");
    }

    @Test
    void refusesBytesAfterTheEnd() throws Exception {
        byte[] model = Models.linear().toBytes();
        byte[] longer = Arrays.copyOf(model, model.length + 5);

        assertRefused(longer, "it declares " + model.length + " bytes, but has " + longer.length);
        assertRefused(
                Bytes.of(Models.linear()).truncated(longer.length).sealed(),
                "bytes follow the golden rows");
    }

    private static final byte[] THIRD_TREE = Bytes.ofInts(1, TreeEnsemble.LEAF, bits(0.0625f));

    @Test
    void refusesTreesThatAreNone() throws Exception {
        int splitOfColumn0 = 0;

        assertTreeRefused(Bytes.ofInts(0), "tree 2 ends before its last leaf");
        assertTreeRefused(
                Bytes.ofInts(2, splitOfColumn0, 0, TreeEnsemble.LEAF, 0),
                "tree 2 ends before its last leaf");
        assertTreeRefused(
                Bytes.ofInts(2, TreeEnsemble.LEAF, 0, TreeEnsemble.LEAF, 0),
                "tree 2 has a node after its end");
        assertTreeRefused(
                Bytes.ofInts(3, -2, 0, TreeEnsemble.LEAF, 0, TreeEnsemble.LEAF, 0),
                "node 0 of tree 2 splits column -1");
        assertTreeRefused(
                Bytes.ofInts(3, 7 * 2, 0, TreeEnsemble.LEAF, 0, TreeEnsemble.LEAF, 0),
                "the inputs make 7 columns, the model reads 8");
        assertTreeRefused(
                Bytes.ofInts(1, TreeEnsemble.LEAF, bits(Float.NaN)),
                "node 0 of tree 2 has the value NaN; it must be finite");
        assertTreeRefused(
                Bytes.ofInts(
                        3,
                        splitOfColumn0,
                        bits(Float.POSITIVE_INFINITY),
                        TreeEnsemble.LEAF,
                        0,
                        TreeEnsemble.LEAF,
                        0),
                "node 0 of tree 2 has the value Infinity");
    }

    @Test
    void refusesTreesThatAreTooDeep() throws Exception {
        assertTreeRefused(chain(Limits.TREE_DEPTH + 1), "is deeper than 64 splits");

        byte[] deepest =
                Bytes.of(Models.trees()).replace(THIRD_TREE, chain(Limits.TREE_DEPTH)).sealed();
        assertRefused(deepest, "golden row 0 scores");
    }

    /** Splits whose left child is always a leaf. */
    private static byte[] chain(int splits) {
        int[] ints = new int[1 + 2 * (2 * splits + 1)];
        ints[0] = 2 * splits + 1;
        for (int i = 0; i <= splits; i++) {
            ints[1 + 4 * i] = i < splits ? 0 : TreeEnsemble.LEAF;
            if (i < splits) {
                ints[3 + 4 * i] = TreeEnsemble.LEAF;
            }
        }
        return Bytes.ofInts(ints);
    }

    private static void assertTreeRefused(byte[] tree, String message) throws Exception {
        assertRefused(Bytes.of(Models.trees()).replace(THIRD_TREE, tree).sealed(), message);
    }

    @Test
    void takesNoMemoryForDeclaredSizes() throws Exception {
        Bytes linear = Bytes.of(Models.linear());
        Bytes trees = Bytes.of(Models.trees());
        List<byte[]> hostile =
                List.of(
                        linear.put(6, Bytes.ofInts(Integer.MAX_VALUE)).raw(),
                        linear.replace(
                                        join(Bytes.of(-1.125), Bytes.ofInts(8)),
                                        join(Bytes.of(-1.125), Bytes.ofInts(65_536)))
                                .sealed(),
                        linear.replace(
                                        join(Bytes.of(-1.125), Bytes.ofInts(8)),
                                        join(Bytes.of(-1.125), Bytes.ofInts(-1)))
                                .sealed(),
                        linear.replace(Bytes.ofText("FR"), join(new byte[] {-1, -1}, 70, 82))
                                .sealed(),
                        trees.replace(
                                        join(Bytes.of(-1.0), Bytes.ofInts(3)),
                                        join(Bytes.of(-1.0), Bytes.ofInts(10_000)))
                                .sealed(),
                        trees.replace(THIRD_TREE, Bytes.ofInts(14_000_000, -1, 0)).sealed(),
                        trees.replace(THIRD_TREE, Bytes.ofInts(Integer.MIN_VALUE, -1, 0)).sealed());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        hostile.forEach(bytes -> assertRefused(bytes, "it declares "));

        for (byte[] bytes : hostile) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> ModelArtifact.load(bytes)).isNotNull();
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200_000);
        }
    }

    private static void compile(RowType type, Transform transform, TreeEnsemble.Builder trees)
            throws ArtifactRefusedException {
        ModelArtifact.compile(
                type, List.of(transform), trees.build(), "f", 0.5, List.of(new Row(1)));
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> ModelArtifact.load(bytes))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining(message);
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static byte[] join(byte[] first, int... rest) {
        byte[] joined = Arrays.copyOf(first, first.length + rest.length);
        for (int i = 0; i < rest.length; i++) {
            joined[first.length + i] = (byte) rest[i];
        }
        return joined;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
