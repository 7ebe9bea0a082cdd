package io.millrace.scoring;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import java.util.List;

/** Small models, made by hand. */
final class Models {
    static final RowType TYPE =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("count", ValueType.INTEGER, true),
                            new Field("foreign", ValueType.BOOLEAN, true),
                            new Field("country", ValueType.STRING, true)));

    static final List<Transform> STANDARDISED =
            List.of(
                    new Transform.Standardise(0, 100, 50, true),
                    new Transform.Standardise(0, 2, 4, false),
                    new Transform.Standardise(0, 0.5, 0.5, false),
                    new Transform.OneHot(List.of("DE", "FR")));

    static final List<Transform> PLAIN =
            List.of(
                    new Transform.Plain(),
                    new Transform.Plain(),
                    new Transform.Plain(),
                    new Transform.OneHot(List.of("DE", "FR")));

    private Models() {}

    /** Columns: amount, amount missing, count, foreign, DE, FR, other, missing. */
    static ModelArtifact linear() throws ArtifactRefusedException {
        return linear(-1.125, 0.5, 2, 0.25, 1, -0.5, -0.25, 3, 0.75);
    }

    static ModelArtifact linear(double bias, double... weights) throws ArtifactRefusedException {
        return compile(STANDARDISED, new Linear(bias, weights));
    }

    /** Columns: amount, count, foreign, DE, FR, other, missing. */
    static ModelArtifact trees() throws ArtifactRefusedException {
        TreeEnsemble.Builder trees = TreeEnsemble.builder(-1);
        trees.tree().split(0, 100, true).leaf(-0.5f).split(1, 3, false).leaf(0.25f).leaf(2);
        trees.tree().split(5, 0.5f, false).leaf(-0.125f).leaf(1.5f);
        trees.tree().leaf(0.0625f);
        return compile(PLAIN, trees.build());
    }

    static ModelArtifact compile(List<Transform> transforms, Predictor predictor)
            throws ArtifactRefusedException {
        return ModelArtifact.compile(
                TYPE,
                transforms,
                predictor,
                "features-1",
                0.5,
                List.of(new Row(4), row(120.5, 3L, true, "DE"), row(-7, 0L, false, "IT")));
    }

    static Row row(double amount, long count, boolean foreign, String country) {
        Row row = new Row(4);
        row.setDouble(0, amount);
        row.setLong(1, count);
        row.setBoolean(2, foreign);
        row.setText(3, country);
        return row;
    }
}
