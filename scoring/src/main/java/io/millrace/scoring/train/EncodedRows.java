package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.scoring.Encoder;

import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows as Tribuo's examples: a feature for each encoded column, none where it's missing. */
final class EncodedRows {
    static final String POSITIVE = "1";
    static final String NEGATIVE = "0";

    /**
     * Tribuo refuses an example without any feature: where columns may be missing, this one isn't.
     */
    private static final String ALWAYS_THERE = "always-there";

    private final Encoder encoder;
    private final boolean gaps;
    private final String[] names;

    /**
     * @param gaps whether columns may be missing
     */
    EncodedRows(Encoder encoder, boolean gaps) {
        this.encoder = encoder;
        this.gaps = gaps;
        names = new String[encoder.columns()];
        for (int column = 0; column < names.length; column++) {
            // Tribuo numbers features by the order of their names.
            names[column] = "column-%05d".formatted(column);
        }
    }

    /** The column that a feature of Tribuo stands for, or -1 for the one that's always there. */
    static int column(String feature) {
        return feature.equals(ALWAYS_THERE)
                ? -1
                : Integer.parseInt(feature.substring(feature.indexOf('-') + 1));
    }

    Dataset<Label> dataset(List<Row> rows, boolean[] labels) {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> dataset =
                new MutableDataset<>(new SimpleDataSourceProvenance("rows", factory), factory);
        for (int i = 0; i < labels.length; i++) {
            dataset.add(example(rows.get(i), new Label(labels[i] ? POSITIVE : NEGATIVE)));
        }
        return dataset;
    }

    /** Examples whose label isn't known. */
    List<Example<Label>> unlabelled(List<Row> rows) {
        List<Example<Label>> examples = new ArrayList<>();
        for (Row row : rows) {
            examples.add(example(row, LabelFactory.UNKNOWN_LABEL));
        }
        return examples;
    }

    private Example<Label> example(Row row, Label label) {
        double[] columns = new double[names.length];
        encoder.encode(row, columns);
        String[] present = new String[names.length + 1];
        double[] values = new double[names.length + 1];
        int count = 0;
        for (int column = 0; column < names.length; column++) {
            if (!Double.isNaN(columns[column])) {
                present[count] = names[column];
                values[count++] = columns[column];
            }
        }
        if (gaps) {
            present[count] = ALWAYS_THERE;
            values[count++] = 1;
        }
        return new ArrayExample<>(
                label, Arrays.copyOf(present, count), Arrays.copyOf(values, count));
    }
}
