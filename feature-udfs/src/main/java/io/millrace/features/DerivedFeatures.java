package io.millrace.features;

import io.millrace.features.expression.Evaluator;
import io.millrace.features.expression.RefusedException;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Fills the features that are made of the event's own fields and of other features. For use by one
 * thread, after every entity has answered.
 */
public final class DerivedFeatures {

    private sealed interface Step {
        void apply(Row fields, Row features);
    }

    private record Copy(int field, int feature, ValueType type) implements Step {
        @Override
        public void apply(Row fields, Row features) {
            if (fields.isNull(field)) {
                features.setNull(feature);
                return;
            }
            switch (type) {
                case BOOLEAN -> features.setBoolean(feature, fields.getBoolean(field));
                case INTEGER, TIMESTAMP -> features.setLong(feature, fields.getLong(field));
                case DOUBLE -> features.setDouble(feature, fields.getDouble(field));
                case STRING -> features.set(feature, type, fields.getText(field));
            }
        }
    }

    private record Compute(Evaluator expression, int feature) implements Step {
        @Override
        public void apply(Row fields, Row features) {
            expression.into(fields, features, features, feature);
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    DerivedFeatures(List<DerivedPlan> plans, RowType fields, RowType features) {
        for (DerivedPlan plan : plans) {
            names.add(plan.feature());
            steps.add(step(plan, fields, features));
        }
    }

    private static Step step(DerivedPlan plan, RowType fields, RowType features) {
        int feature = features.index(plan.feature());
        if (plan instanceof DerivedPlan.Copy copy) {
            int field = fields.index(copy.feature());
            return new Copy(field, feature, fields.field(field).type());
        }
        return new Compute(
                Evaluator.of(((DerivedPlan.Compute) plan).expression(), fields, features), feature);
    }

    /**
     * Fills them in the file's order, so that a later one may use an earlier one.
     *
     * @return why the event can't be answered (an integer overflow), or null when all is well
     */
    public @Nullable Refusal apply(Event event) {
        for (int i = 0; i < steps.size(); i++) {
            try {
                steps.get(i).apply(event.fields(), event.features());
            } catch (RefusedException e) {
                String feature = names.get(i);
                return new Refusal(
                        feature,
                        null,
                        "feature \"" + feature + "\" has no value: " + e.getMessage());
            }
        }
        return null;
    }
}
