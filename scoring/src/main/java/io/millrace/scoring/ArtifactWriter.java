package io.millrace.scoring;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Writes {@link ArtifactFormat}; the same model gives the same bytes. */
final class ArtifactWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private ArtifactWriter() {}

    static byte[] write(ArtifactBody body) {
        try {
            return new ArtifactWriter().seal(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] seal(ArtifactBody body) throws IOException {
        out.writeInt(ArtifactFormat.MAGIC);
        boolean first = body.fitsFirstVersion();
        out.writeShort(first ? ArtifactFormat.FIRST_VERSION : ArtifactFormat.VERSION);
        out.writeInt(0);
        writeHead(body, first);
        writeBody(body);
        byte[] sealed = new byte[bytes.size() + Sha256.BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(sealed).put(bytes.toByteArray());
        buffer.putInt(ArtifactFormat.HEADER_BYTES - 4, sealed.length);
        buffer.put(Sha256.of(sealed, bytes.size()));
        return sealed;
    }

    private void writeHead(ArtifactBody body, boolean first) throws IOException {
        Outputs outputs = body.outputs();
        out.writeByte(1 + ArtifactFormat.TASKS.indexOf(outputs.task()));
        out.writeByte(1 + ArtifactFormat.LINKS.indexOf(outputs.link()));
        if (!first) {
            out.writeShort(outputs.names().size());
            for (String name : outputs.names()) {
                writeText(name);
            }
            writeCalibration(outputs.calibration());
        }
        writeText(body.fingerprint());
        writeDouble(outputs.threshold());
    }

    private void writeCalibration(Calibration calibration) throws IOException {
        if (calibration instanceof Calibration.Platt platt) {
            out.writeByte(ArtifactFormat.PLATT);
            writeDouble(platt.slope());
            writeDouble(platt.intercept());
        } else if (calibration instanceof Calibration.Isotonic isotonic) {
            out.writeByte(ArtifactFormat.ISOTONIC);
            out.writeShort(isotonic.points());
            for (int point = 0; point < isotonic.points(); point++) {
                writeDouble(isotonic.margin(point));
                writeDouble(isotonic.probability(point));
            }
        } else {
            out.writeByte(ArtifactFormat.UNCALIBRATED);
        }
    }

    private void writeBody(ArtifactBody body) throws IOException {
        out.writeShort(body.inputs().size());
        for (int input = 0; input < body.inputs().size(); input++) {
            Field field = body.inputs().field(input);
            writeText(field.name());
            out.writeByte(ArtifactFormat.TYPES.indexOf(field.type()));
            writeTransform(body.transforms().get(input));
        }
        for (Predictor predictor : body.predictors()) {
            writePredictor(predictor);
        }
        out.writeShort(body.goldenRows().size());
        for (GoldenRow golden : body.goldenRows()) {
            for (int input = 0; input < body.inputs().size(); input++) {
                writeValue(golden.row(), input, body.inputs().field(input).type());
            }
            for (double score : golden.scores()) {
                writeDouble(score);
            }
        }
    }

    private void writeTransform(Transform transform) throws IOException {
        if (transform instanceof Transform.Standardise standardise) {
            out.writeByte(ArtifactFormat.STANDARDISE);
            writeDouble(standardise.unit());
            writeDouble(standardise.centre());
            writeDouble(standardise.scale());
            out.writeBoolean(standardise.missingColumn());
        } else if (transform instanceof Transform.Affine affine) {
            out.writeByte(ArtifactFormat.AFFINE);
            writeDouble(affine.offset());
            writeDouble(affine.factor());
            writeDouble(affine.filler());
        } else if (transform instanceof Transform.OneHot oneHot) {
            out.writeByte(ArtifactFormat.ONE_HOT);
            out.writeShort(oneHot.levels().size());
            for (String level : oneHot.levels()) {
                writeText(level);
            }
        } else {
            out.writeByte(ArtifactFormat.PLAIN);
        }
    }

    private void writePredictor(Predictor predictor) throws IOException {
        if (predictor instanceof Linear linear) {
            out.writeByte(ArtifactFormat.LINEAR);
            writeDouble(linear.bias());
            out.writeInt(linear.columns());
            for (int column = 0; column < linear.columns(); column++) {
                writeDouble(linear.weight(column));
            }
        } else if (predictor instanceof TreeEnsemble trees) {
            out.writeByte(
                    trees.hasCovers() ? ArtifactFormat.TREES_WITH_COVERS : ArtifactFormat.TREES);
            writeDouble(trees.base());
            out.writeInt(trees.trees());
            for (int tree = 0; tree < trees.trees(); tree++) {
                writeTree(trees, trees.firstNode(tree), trees.endNode(tree));
            }
        }
    }

    private void writeTree(TreeEnsemble trees, int first, int end) throws IOException {
        out.writeInt(end - first);
        for (int node = first; node < end; node++) {
            out.writeInt(trees.split(node));
            out.writeInt(Float.floatToRawIntBits(trees.value(node)));
            if (trees.hasCovers()) {
                out.writeInt(Float.floatToRawIntBits(trees.cover(node)));
            }
        }
    }

    private void writeValue(Row row, int field, ValueType type) throws IOException {
        out.writeByte(row.isNull(field) ? ArtifactFormat.MISSING : ArtifactFormat.PRESENT);
        if (row.isNull(field)) {
            return;
        }
        if (type == ValueType.STRING) {
            writeText(Objects.requireNonNull(row.getText(field)));
        } else {
            out.writeLong(row.getLong(field));
        }
    }

    private void writeDouble(double value) throws IOException {
        out.writeLong(Double.doubleToRawLongBits(value));
    }

    private void writeText(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Limits.TEXT_BYTES) {
            throw new IllegalArgumentException(
                    "a text of " + utf8.length + " bytes; at most " + Limits.TEXT_BYTES);
        }
        out.writeShort(utf8.length);
        out.write(utf8);
    }
}
