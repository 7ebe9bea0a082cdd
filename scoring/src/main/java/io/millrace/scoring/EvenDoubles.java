package io.millrace.scoring;

import io.millrace.schemas.event.Row;

/**
 * Doubles that are only centred and scaled: what most inputs of a linear model are. Their numbers
 * lie side by side and their loop decides nothing else, which halves its time.
 */
final class EvenDoubles {
    private final int[] fields;
    private final int[] columns;
    private final double[] centres;
    private final double[] factors;

    /**
     * @param transforms without a unit and without a column for missing
     */
    EvenDoubles(int[] fields, int[] columns, Transform.Standardise[] transforms) {
        this.fields = fields;
        this.columns = columns;
        centres = new double[fields.length];
        factors = new double[fields.length];
        for (int i = 0; i < fields.length; i++) {
            centres[i] = transforms[i].centre();
            factors[i] = 1 / transforms[i].scale();
        }
    }

    void encode(Row row, double[] into) {
        for (int i = 0; i < fields.length; i++) {
            int field = fields[i];
            double x = row.isNull(field) ? Double.NaN : row.getDouble(field);
            into[columns[i]] = Transform.Standardise.scaled(x, centres[i], factors[i]);
        }
    }
}
