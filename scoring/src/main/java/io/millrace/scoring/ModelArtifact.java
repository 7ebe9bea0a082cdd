package io.millrace.scoring;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import java.util.ArrayList;
import java.util.List;

/**
 * A model as plain numbers: what travels through the models topic.
 *
 * <p>It holds no class names and no code, so loading it can run nothing. Immutable, and checked
 * however it was made: the parts fit each other, every number is finite, and the golden rows come
 * out with the very bits that they had when the model was compiled.
 */
public final class ModelArtifact {
    private final ArtifactBody body;
    private final byte[] bytes;
    private final String digest;

    private ModelArtifact(ArtifactBody body, byte[] bytes) {
        this.body = body;
        this.bytes = bytes;
        digest = Sha256.hex(bytes);
    }

    /**
     * Compiles a model. What the golden rows score now is what they must score wherever it's
     * loaded.
     *
     * @param inputs names and types, in order; a value may always be missing
     * @param transforms one for each input
     * @param fingerprint of the feature set that it was trained on
     * @param threshold probability in [0, 1] from which on the decision is positive
     * @param goldenRows rows of the inputs, at least one
     */
    public static ModelArtifact compile(
            RowType inputs,
            List<Transform> transforms,
            Predictor predictor,
            String fingerprint,
            double threshold,
            List<Row> goldenRows)
            throws ArtifactRefusedException {
        return compile(
                inputs, transforms, List.of(predictor), binary(threshold), fingerprint, goldenRows);
    }

    private static Outputs binary(double threshold) throws ArtifactRefusedException {
        try {
            return Outputs.binary(threshold);
        } catch (IllegalArgumentException e) {
            throw new ArtifactRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Compiles a model of any task.
     *
     * @param inputs names and types, in order; a value may always be missing
     * @param transforms one for each input
     * @param predictors one for each output
     * @param outputs what the scores mean
     * @param fingerprint of the feature set that it was trained on
     * @param goldenRows rows of the inputs, at least one
     */
    public static ModelArtifact compile(
            RowType inputs,
            List<Transform> transforms,
            List<? extends Predictor> predictors,
            Outputs outputs,
            String fingerprint,
            List<Row> goldenRows)
            throws ArtifactRefusedException {
        ArtifactBody parts =
                new ArtifactBody(
                        inputs,
                        transforms,
                        List.copyOf(predictors),
                        outputs,
                        fingerprint,
                        List.of());
        parts.checkParts();
        Scorer scorer = parts.scorer();
        List<GoldenRow> golden = new ArrayList<>();
        for (Row row : goldenRows) {
            double[] scores = new double[outputs.names().size()];
            scorer.scores(row, scores);
            golden.add(new GoldenRow(row, scores));
        }
        return load(ArtifactWriter.write(parts.with(golden)));
    }

    /**
     * Reads an artefact from bytes that nobody vouches for.
     *
     * @throws ArtifactRefusedException if anything about it isn't right
     */
    public static ModelArtifact load(byte[] bytes) throws ArtifactRefusedException {
        byte[] own = bytes.clone();
        ArtifactBody body = ArtifactReader.read(own);
        body.checkParts();
        body.checkGoldenRows();
        return new ModelArtifact(body, own);
    }

    /** The same model has the same bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** SHA-256 of the bytes, in hexadecimal. */
    public String digest() {
        return digest;
    }

    /** Names and types, in order. Each may be missing. */
    public RowType inputs() {
        return body.inputs();
    }

    /** How each input becomes columns. */
    public List<Transform> transforms() {
        return body.transforms();
    }

    /** One for each output. */
    public List<Predictor> predictors() {
        return body.predictors();
    }

    /** What the scores mean. */
    public Outputs outputs() {
        return body.outputs();
    }

    /** The rows that are scored whenever it's loaded. */
    List<GoldenRow> golden() {
        return body.goldenRows();
    }

    /** Of the feature set that it was trained on. */
    public String fingerprint() {
        return body.fingerprint();
    }

    /** Score from which on the decision is positive. */
    public double threshold() {
        return body.outputs().threshold();
    }

    /** The inputs of the rows that are scored whenever it's loaded; they aren't to be changed. */
    public List<Row> checkedRows() {
        return body.goldenRows().stream().map(GoldenRow::row).toList();
    }

    /** How many rows are scored whenever it's loaded. */
    public int goldenRows() {
        return body.goldenRows().size();
    }

    /** Scores rows in which the inputs stand at these fields. */
    Scorer scorer(int[] fields) {
        return new Scorer(body.encoder(fields), body.predictors(), body.outputs());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelArtifact artifact && digest.equals(artifact.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    /** What makes the scores: {@code linear model} or {@code tree ensemble}. */
    public String kind() {
        return body.predictors().get(0) instanceof Linear ? "linear model" : "tree ensemble";
    }

    /** Such as {@code linear model of 20 inputs, 912 bytes, sha-256 3f2a…}. */
    @Override
    public String toString() {
        List<Field> fields = inputs().fields();
        return kind()
                + " of "
                + fields.size()
                + " inputs, "
                + bytes.length
                + " bytes, sha-256 "
                + digest;
    }
}
