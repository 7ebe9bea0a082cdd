package io.millrace.scoring;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads {@link ArtifactFormat} from bytes that nobody vouches for. */
final class ArtifactReader {
    private final BoundedInput in;
    private final int version;

    private ArtifactReader(BoundedInput in, int version) {
        this.in = in;
        this.version = version;
    }

    static ArtifactBody read(byte[] bytes) throws ArtifactRefusedException {
        int version = checkEnvelope(bytes);
        int end = bytes.length - Sha256.BYTES;
        BoundedInput in = new BoundedInput(bytes, ArtifactFormat.HEADER_BYTES, end);
        try {
            return new ArtifactReader(in, version).body();
        } catch (IllegalArgumentException e) {
            // What the parts themselves refuse: a weight that's NaN, a level twice, a bad name.
            throw new ArtifactRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static int checkEnvelope(byte[] bytes) throws ArtifactRefusedException {
        if (bytes.length > Limits.BYTES) {
            throw new ArtifactRefusedException(
                    "it has " + bytes.length + " bytes; at most " + Limits.BYTES + " are allowed");
        }
        BoundedInput header = new BoundedInput(bytes, 0, bytes.length);
        int magic = header.int32("the magic number");
        if (magic != ArtifactFormat.MAGIC) {
            throw new ArtifactRefusedException(
                    "it's no model of Millrace: it begins with %08x, not %08x"
                            .formatted(magic, ArtifactFormat.MAGIC));
        }
        int version = header.uint16("the format's version");
        if (version < ArtifactFormat.FIRST_VERSION || version > ArtifactFormat.VERSION) {
            throw new ArtifactRefusedException(
                    "its format has version "
                            + version
                            + "; this Millrace reads versions "
                            + ArtifactFormat.FIRST_VERSION
                            + " to "
                            + ArtifactFormat.VERSION);
        }
        int length = header.int32("its length");
        if (length != bytes.length || header.remaining() < Sha256.BYTES) {
            throw new ArtifactRefusedException(
                    "it declares " + length + " bytes, but has " + bytes.length);
        }
        int end = bytes.length - Sha256.BYTES;
        if (!Arrays.equals(Sha256.of(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw new ArtifactRefusedException("its bytes were changed: the checksum differs");
        }
        return version;
    }

    private ArtifactBody body() throws ArtifactRefusedException {
        int known = version == ArtifactFormat.FIRST_VERSION ? 1 : Integer.MAX_VALUE;
        Task task = known("task", in.uint8("the task"), ArtifactFormat.TASKS, known);
        Link link = known("output", in.uint8("the output"), ArtifactFormat.LINKS, known);
        if (link.task() != task) {
            throw new ArtifactRefusedException(
                    "its task is " + task + ", its output " + link + " is of " + link.task());
        }
        List<String> names = Outputs.binary(0).names();
        Calibration calibration = new Calibration.None();
        if (version > ArtifactFormat.FIRST_VERSION) {
            names = outputNames();
            calibration = calibration();
        }
        String fingerprint = in.text("the fingerprint");
        Outputs outputs = new Outputs(link, names, calibration, in.number("the threshold"));
        int inputs = in.count(in.uint16("the inputs"), Limits.INPUTS, 4, "inputs");
        List<Field> fields = new ArrayList<>();
        List<Transform> transforms = new ArrayList<>();
        for (int input = 0; input < inputs; input++) {
            String name = in.text("the name of input " + input);
            fields.add(new Field(name, type(name), true));
            transforms.add(transform(name));
        }
        RowType type = new RowType(fields);
        List<Predictor> predictors = new ArrayList<>();
        for (int output = 0; output < names.size(); output++) {
            predictors.add(predictor());
        }
        List<GoldenRow> golden = goldenRows(fields, names.size());
        if (in.remaining() > 0) {
            throw new ArtifactRefusedException(
                    in.remaining() + " bytes follow the golden rows; nothing may");
        }
        return new ArtifactBody(type, transforms, predictors, outputs, fingerprint, golden);
    }

    private List<String> outputNames() throws ArtifactRefusedException {
        int count = in.count(in.uint16("the outputs"), Limits.OUTPUTS, 2, "outputs");
        List<String> names = new ArrayList<>();
        for (int output = 0; output < count; output++) {
            names.add(in.text("the name of output " + output));
        }
        return names;
    }

    private Calibration calibration() throws ArtifactRefusedException {
        int kind = in.uint8("the calibration");
        switch (kind) {
            case ArtifactFormat.UNCALIBRATED:
                return new Calibration.None();
            case ArtifactFormat.PLATT:
                double slope = in.number("the slope");
                return new Calibration.Platt(slope, in.number("the intercept"));
            case ArtifactFormat.ISOTONIC:
                int declared = in.uint16("the calibration's points");
                int points = in.count(declared, Limits.CALIBRATION_POINTS, 16, "points");
                double[] margins = new double[points];
                double[] probabilities = new double[points];
                for (int point = 0; point < points; point++) {
                    margins[point] = in.number("a margin");
                    probabilities[point] = in.number("a probability");
                }
                return new Calibration.Isotonic(margins, probabilities);
            default:
                throw new ArtifactRefusedException("calibration " + kind + " is unknown");
        }
    }

    private ValueType type(String name) throws ArtifactRefusedException {
        int type = in.uint8("the type of " + name);
        if (type >= ArtifactFormat.TYPES.size()) {
            throw new ArtifactRefusedException("input \"" + name + "\" has unknown type " + type);
        }
        return ArtifactFormat.TYPES.get(type);
    }

    private Transform transform(String name) throws ArtifactRefusedException {
        int kind = in.uint8("the transform of " + name);
        switch (kind) {
            case ArtifactFormat.PLAIN:
                return new Transform.Plain();
            case ArtifactFormat.STANDARDISE:
                double unit = in.number("the unit of " + name);
                double centre = in.number("the centre of " + name);
                double scale = in.number("the scale of " + name);
                boolean missingColumn = in.flag("the missing column of " + name);
                return new Transform.Standardise(unit, centre, scale, missingColumn);
            case ArtifactFormat.AFFINE:
                if (version == ArtifactFormat.FIRST_VERSION) {
                    throw unknownTransform(name, kind);
                }
                double offset = in.number("the offset of " + name);
                double factor = in.number("the factor of " + name);
                return new Transform.Affine(offset, factor, in.number("the filler of " + name));
            case ArtifactFormat.ONE_HOT:
                int declared = in.uint16("the levels of " + name);
                int count = in.count(declared, Limits.LEVELS_OF_AN_INPUT, 2, "levels of " + name);
                List<String> levels = new ArrayList<>();
                for (int level = 0; level < count; level++) {
                    levels.add(in.text("level " + level + " of " + name));
                }
                return new Transform.OneHot(levels);
            default:
                throw unknownTransform(name, kind);
        }
    }

    private static ArtifactRefusedException unknownTransform(String name, int kind) {
        return new ArtifactRefusedException("input \"" + name + "\" has unknown transform " + kind);
    }

    private Predictor predictor() throws ArtifactRefusedException {
        int kind = in.uint8("the kind of model");
        switch (kind) {
            case ArtifactFormat.LINEAR:
                double bias = in.number("the bias");
                int columns = in.count(in.int32("the weights"), Limits.COLUMNS, 8, "weights");
                double[] weights = new double[columns];
                for (int column = 0; column < columns; column++) {
                    weights[column] = in.number("weight " + column);
                }
                return new Linear(bias, weights);
            case ArtifactFormat.TREES:
                return trees(false);
            case ArtifactFormat.TREES_WITH_COVERS:
                if (version > ArtifactFormat.FIRST_VERSION) {
                    return trees(true);
                }
                throw new ArtifactRefusedException("it's of unknown kind " + kind);
            default:
                throw new ArtifactRefusedException("it's of unknown kind " + kind);
        }
    }

    private TreeEnsemble trees(boolean covers) throws ArtifactRefusedException {
        TreeEnsemble.Builder builder = TreeEnsemble.builder(in.number("the base margin"));
        int trees = in.count(in.int32("the trees"), Limits.TREES, 12, "trees");
        for (int tree = 0; tree < trees; tree++) {
            int declared = in.int32("the nodes of tree " + tree);
            int nodes = in.count(declared, Limits.BYTES, covers ? 12 : 8, "nodes of tree " + tree);
            builder.tree();
            for (int node = 0; node < nodes; node++) {
                readNode(builder, tree, covers);
            }
        }
        return builder.build();
    }

    private void readNode(TreeEnsemble.Builder builder, int tree, boolean covers)
            throws ArtifactRefusedException {
        int split = in.int32("a node of tree " + tree);
        float value = Float.intBitsToFloat(in.int32("a node of tree " + tree));
        if (covers) {
            builder.cover(Float.intBitsToFloat(in.int32("a cover of tree " + tree)));
        }
        if (split == TreeEnsemble.LEAF) {
            builder.leaf(value);
        } else {
            builder.split(split >> 1, value, (split & 1) != 0);
        }
    }

    private List<GoldenRow> goldenRows(List<Field> fields, int outputs)
            throws ArtifactRefusedException {
        int declared = in.uint16("the golden rows");
        int rows =
                in.count(declared, Limits.GOLDEN_ROWS, fields.size() + 8 * outputs, "golden rows");
        List<GoldenRow> golden = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            Row row = new Row(fields.size());
            for (int field = 0; field < fields.size(); field++) {
                readValue(row, field, fields.get(field).type());
            }
            double[] scores = new double[outputs];
            for (int output = 0; output < outputs; output++) {
                scores[output] = in.number("a golden score");
            }
            golden.add(new GoldenRow(row, scores));
        }
        return golden;
    }

    private void readValue(Row row, int field, ValueType type) throws ArtifactRefusedException {
        if (!in.flag("a golden value's flag")) {
            return;
        }
        if (type == ValueType.STRING) {
            row.setText(field, in.text("a golden value"));
        } else {
            // A row keeps every number as its 64 bits.
            row.setLong(field, in.int64("a golden value"));
        }
    }

    private static <T> T known(String what, int number, List<T> all, int known)
            throws ArtifactRefusedException {
        int count = Math.min(known, all.size());
        if (number < 1 || number > count) {
            throw new ArtifactRefusedException(
                    what + " " + number + " is unknown; this Millrace knows 1 to " + count);
        }
        return all.get(number - 1);
    }
}
