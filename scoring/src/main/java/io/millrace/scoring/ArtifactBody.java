package io.millrace.scoring;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import java.util.List;
import java.util.stream.IntStream;

/** What an artefact's bytes say, before and after it's believed. */
record ArtifactBody(
        RowType inputs,
        List<Transform> transforms,
        List<Predictor> predictors,
        Outputs outputs,
        String fingerprint,
        List<GoldenRow> goldenRows) {

    ArtifactBody {
        transforms = List.copyOf(transforms);
        predictors = List.copyOf(predictors);
        goldenRows = List.copyOf(goldenRows);
    }

    ArtifactBody with(List<GoldenRow> golden) {
        return new ArtifactBody(inputs, transforms, predictors, outputs, fingerprint, golden);
    }

    Encoder encoder(int[] fields) {
        List<ValueType> types = inputs.fields().stream().map(Field::type).toList();
        return new Encoder(types, fields, transforms);
    }

    /** Scores rows of the inputs themselves. */
    Scorer scorer() {
        int[] fields = IntStream.range(0, inputs.size()).toArray();
        return new Scorer(encoder(fields), predictors, outputs);
    }

    /** The parts fit each other. */
    void checkParts() throws ArtifactRefusedException {
        require(
                inputs.size() >= 1 && inputs.size() <= Limits.INPUTS,
                "a model has " + inputs.size() + " inputs; 1 to " + Limits.INPUTS + " are allowed");
        require(
                transforms.size() == inputs.size(),
                transforms.size() + " transforms for " + inputs.size() + " inputs");
        require(
                predictors.size() == outputs.names().size(),
                predictors.size() + " predictors for " + outputs.names().size() + " outputs");
        for (int input = 0; input < inputs.size(); input++) {
            checkInput(inputs.field(input), transforms.get(input));
        }
        checkColumns();
    }

    private void checkInput(Field field, Transform transform) throws ArtifactRefusedException {
        String kind = transform.getClass().getSimpleName();
        require(
                transform.takes(field.type()),
                "input \""
                        + field.name()
                        + "\" is a "
                        + field.type()
                        + ", which no "
                        + kind
                        + " transform takes"
                        + (field.type() == ValueType.TIMESTAMP
                                ? "; derive a number from it, such as an hour or an age"
                                : ""));
        require(
                predictors.stream().allMatch(Predictor::takesMissing)
                        || !(transform instanceof Transform.Plain),
                "input \""
                        + field.name()
                        + "\" may be missing ("
                        + kind
                        + "), which a linear model can't weigh; standardise it");
    }

    private void checkColumns() throws ArtifactRefusedException {
        long columns = transforms.stream().mapToLong(Transform::columns).sum();
        require(
                columns <= Limits.COLUMNS,
                columns + " columns are more than " + Limits.COLUMNS + "; use fewer levels");
        for (Predictor predictor : predictors) {
            boolean fits =
                    predictor instanceof Linear
                            ? predictor.columns() == columns
                            : predictor.columns() <= columns;
            require(
                    fits,
                    "the inputs make "
                            + columns
                            + " columns, the model reads "
                            + predictor.columns());
        }
    }

    /** The golden rows are reproduced, bit for bit. */
    void checkGoldenRows() throws ArtifactRefusedException {
        require(
                !goldenRows.isEmpty() && goldenRows.size() <= Limits.GOLDEN_ROWS,
                goldenRows.size() + " golden rows; 1 to " + Limits.GOLDEN_ROWS + " are allowed");
        Scorer scorer = scorer();
        double[] scores = new double[outputs.names().size()];
        for (int i = 0; i < goldenRows.size(); i++) {
            GoldenRow golden = goldenRows.get(i);
            scorer.scores(golden.row(), scores);
            for (int output = 0; output < scores.length; output++) {
                require(
                        Double.doubleToRawLongBits(scores[output])
                                == Double.doubleToRawLongBits(golden.scores()[output]),
                        "golden row "
                                + i
                                + " scores "
                                + scores[output]
                                + " here, but was "
                                + golden.scores()[output]
                                + " when the model was compiled; it would decide otherwise than"
                                + " tested");
            }
        }
    }

    /** Whether the first version of the format can say it. */
    boolean fitsFirstVersion() {
        return outputs.isPlainBinary()
                && transforms.stream().noneMatch(t -> t instanceof Transform.Affine)
                && predictors.stream()
                        .noneMatch(p -> p instanceof TreeEnsemble trees && trees.hasCovers());
    }

    private static void require(boolean holds, String otherwise) throws ArtifactRefusedException {
        if (!holds) {
            throw new ArtifactRefusedException(otherwise);
        }
    }
}
