package io.millrace.jobs.cli.backfill;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.backfill.StagedRow;
import io.millrace.jobs.serve.PastScores;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The columns of the output: {@code event_id}, {@code event_time}, a column an entity that holds
 * its key as text, a column a feature, of a training set {@code label}, {@code labelled_at} and
 * {@code label_origin}, and where it's asked for {@code score}, {@code decision}, {@code
 * model_digest} and {@code model_role}. Where a feature has such a name already, the other column
 * is called {@code _…}.
 */
public final class OutputColumns {
    private static final List<Field> LABEL =
            List.of(
                    new Field("label", ValueType.DOUBLE, false),
                    new Field("labelled_at", ValueType.TIMESTAMP, false),
                    new Field("label_origin", ValueType.STRING, false));

    private static final List<Field> SCORE =
            List.of(
                    new Field("score", ValueType.DOUBLE, true),
                    new Field("decision", ValueType.BOOLEAN, true),
                    new Field("model_digest", ValueType.STRING, true),
                    new Field("model_role", ValueType.STRING, false));

    private final RowType type;
    private final RowType features;
    private final int entities;

    private OutputColumns(RowType type, RowType features, int entities) {
        this.type = type;
        this.features = features;
        this.entities = entities;
    }

    /**
     * @param labelled whether it's a training set
     * @param scored whether each row is scored
     */
    public static OutputColumns of(FeaturePlan plan, boolean labelled, boolean scored) {
        Set<String> taken = new HashSet<>();
        plan.features().fields().forEach(feature -> taken.add(feature.name()));
        List<Field> columns = new ArrayList<>();
        columns.add(unique(new Field("event_id", ValueType.STRING, false), taken));
        columns.add(unique(new Field("event_time", ValueType.TIMESTAMP, false), taken));
        for (String entity : plan.entities()) {
            columns.add(unique(new Field(entity, ValueType.STRING, true), taken));
        }
        for (Field feature : plan.features().fields()) {
            columns.add(new Field(feature.name(), feature.type(), true));
        }
        if (labelled) {
            LABEL.forEach(column -> columns.add(unique(column, taken)));
        }
        if (scored) {
            SCORE.forEach(column -> columns.add(unique(column, taken)));
        }
        return new OutputColumns(new RowType(columns), plan.features(), plan.entities().size());
    }

    private static Field unique(Field column, Set<String> taken) {
        String name = column.name();
        while (!taken.add(name)) {
            name = "_" + name;
        }
        return new Field(name, column.type(), column.nullable());
    }

    /** The columns in their order. */
    public RowType type() {
        return type;
    }

    /** A row's values, boxed; times as epoch milliseconds. */
    public @Nullable Object[] values(
            StagedRow row, @Nullable JoinedLabel label, PastScores.@Nullable Answer answer) {
        @Nullable Object[] values = new @Nullable Object[type.size()];
        values[0] = row.id();
        values[1] = row.time();
        for (int i = 0; i < entities; i++) {
            values[2 + i] = row.keys().get(i);
        }
        Row given = row.features();
        int first = 2 + entities;
        for (int i = 0; i < features.size(); i++) {
            values[first + i] = given.get(i, features.field(i).type());
        }
        if (label != null) {
            int at = first + features.size();
            values[at] = label.value();
            values[at + 1] = label.labelledAt();
            values[at + 2] = label.origin();
        }
        if (answer != null) {
            int at = type.size() - SCORE.size();
            values[at] = answer.score();
            values[at + 1] = answer.decision();
            values[at + 2] = answer.digest();
            values[at + 3] = answer.role().name().toLowerCase(Locale.ROOT);
        }
        return values;
    }
}
