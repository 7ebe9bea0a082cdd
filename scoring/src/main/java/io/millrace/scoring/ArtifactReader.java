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

    private ArtifactReader(BoundedInput in) {
        this.in = in;
    }

    static ArtifactBody read(byte[] bytes) throws ArtifactRefusedException {
        checkEnvelope(bytes);
        int end = bytes.length - Sha256.BYTES;
        BoundedInput in = new BoundedInput(bytes, ArtifactFormat.HEADER_BYTES, end);
        try {
            return new ArtifactReader(in).body();
        } catch (IllegalArgumentException e) {
            // What the parts themselves refuse: a weight that's NaN, a level twice, a bad name.
            throw new ArtifactRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void checkEnvelope(byte[] bytes) throws ArtifactRefusedException {
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
        if (version != ArtifactFormat.VERSION) {
            throw new ArtifactRefusedException(
                    "its format has version "
                            + version
                            + "; this Millrace reads version "
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
    }

    private ArtifactBody body() throws ArtifactRefusedException {
        known("task", in.uint8("the task"), ArtifactFormat.BINARY);
        known("output", in.uint8("the output"), ArtifactFormat.LOGISTIC);
        String fingerprint = in.text("the fingerprint");
        double threshold = in.number("the threshold");
        int inputs = in.count(in.uint16("the inputs"), Limits.INPUTS, 4, "inputs");
        List<Field> fields = new ArrayList<>();
        List<Transform> transforms = new ArrayList<>();
        for (int input = 0; input < inputs; input++) {
            String name = in.text("the name of input " + input);
            fields.add(new Field(name, type(name), true));
            transforms.add(transform(name));
        }
        RowType type = new RowType(fields);
        Predictor predictor = predictor();
        List<GoldenRow> golden = goldenRows(fields);
        if (in.remaining() > 0) {
            throw new ArtifactRefusedException(
                    in.remaining() + " bytes follow the golden rows; nothing may");
        }
        return new ArtifactBody(type, transforms, predictor, fingerprint, threshold, golden);
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
            case ArtifactFormat.ONE_HOT:
                int declared = in.uint16("the levels of " + name);
                int count = in.count(declared, Limits.LEVELS_OF_AN_INPUT, 2, "levels of " + name);
                List<String> levels = new ArrayList<>();
                for (int level = 0; level < count; level++) {
                    levels.add(in.text("level " + level + " of " + name));
                }
                return new Transform.OneHot(levels);
            default:
                throw new ArtifactRefusedException(
                        "input \"" + name + "\" has unknown transform " + kind);
        }
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
                return trees();
            default:
                throw new ArtifactRefusedException("it's of unknown kind " + kind);
        }
    }

    private TreeEnsemble trees() throws ArtifactRefusedException {
        TreeEnsemble.Builder builder = TreeEnsemble.builder(in.number("the base margin"));
        int trees = in.count(in.int32("the trees"), Limits.TREES, 12, "trees");
        for (int tree = 0; tree < trees; tree++) {
            int declared = in.int32("the nodes of tree " + tree);
            int nodes = in.count(declared, Limits.BYTES, 8, "nodes of tree " + tree);
            builder.tree();
            for (int node = 0; node < nodes; node++) {
                int split = in.int32("a node of tree " + tree);
                float value = Float.intBitsToFloat(in.int32("a node of tree " + tree));
                if (split == TreeEnsemble.LEAF) {
                    builder.leaf(value);
                } else {
                    builder.split(split >> 1, value, (split & 1) != 0);
                }
            }
        }
        return builder.build();
    }

    private List<GoldenRow> goldenRows(List<Field> fields) throws ArtifactRefusedException {
        int declared = in.uint16("the golden rows");
        int rows = in.count(declared, Limits.GOLDEN_ROWS, fields.size() + 8, "golden rows");
        List<GoldenRow> golden = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            Row row = new Row(fields.size());
            for (int field = 0; field < fields.size(); field++) {
                readValue(row, field, fields.get(field).type());
            }
            golden.add(new GoldenRow(row, in.number("a golden score")));
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

    private static void known(String what, int value, int known) throws ArtifactRefusedException {
        if (value != known) {
            throw new ArtifactRefusedException(
                    what + " " + value + " is unknown; this Millrace knows " + known);
        }
    }
}
