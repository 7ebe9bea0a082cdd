package io.millrace.features;

import io.millrace.features.expression.Expr;
import io.millrace.features.expression.Operation;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Changes;
import io.millrace.schemas.pipeline.Otherwise;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks how a source's records change rows against its fields, and makes the checks at the door.
 */
final class ChangePlanner {
    private static final Set<ValueType> IDS = EnumSet.of(ValueType.STRING, ValueType.INTEGER);
    private static final Set<ValueType> TIMES = EnumSet.of(ValueType.TIMESTAMP, ValueType.INTEGER);

    private ChangePlanner() {}

    /** Empty if the source isn't a change stream, or its fields don't fit: then after problems. */
    static Optional<ChangePlan> plan(Source declared, SourceFields source) {
        if (declared.changes().isEmpty()) {
            return Optional.empty();
        }
        Changes changes = declared.changes().get();
        Text time = changes.time().orElse(declared.eventTime());
        Optional<Field> row = source.use(changes.row(), "a row's id", IDS);
        Optional<Field> timeField = source.use(time, "a row's time", TIMES);
        Optional<Field> operation =
                source.use(changes.operation(), "an operation", EnumSet.of(ValueType.STRING));
        boolean fits = row.isPresent() && timeField.isPresent() && operation.isPresent();
        return fits
                ? Optional.of(
                        new ChangePlan(
                                changes.row().value(),
                                time.value(),
                                !time.value().equals(declared.eventTime().value()),
                                changes.operation().value(),
                                changes.deletions()))
                : Optional.empty();
    }

    /**
     * What a record needs to change a row: others are dead letters.
     *
     * @param window in which it's counted, in milliseconds
     */
    static List<ExpectationPlan> checks(
            Changes changes, ChangePlan plan, RowType fields, long window) {
        List<String> known = new ArrayList<>(changes.upserts());
        known.addAll(plan.deletions());
        ExpectationPlan.Test notNull = new ExpectationPlan.NotNull();
        return List.of(
                check(plan.row(), "identifies the row", window, notNull),
                check(plan.operation(), "is given", window, notNull),
                check(plan.operation(), "is known", window, new ExpectationPlan.OneOf(known)),
                check(plan.time(), "is the row's time", window, hasTime(plan, fields)));
    }

    /** A row that's deleted needs no time. */
    private static ExpectationPlan.That hasTime(ChangePlan plan, RowType fields) {
        ValueType type = fields.field(fields.index(plan.time())).type();
        Expr time = new Expr.FieldValue(plan.time(), type);
        Expr hasTime = new Expr.Call(Operation.HAS, ValueType.BOOLEAN, List.of(time));
        if (plan.deletions().isEmpty()) {
            return new ExpectationPlan.That("has(" + plan.time() + ")", hasTime);
        }
        List<Expr.Literal> deletions =
                plan.deletions().stream()
                        .map(value -> new Expr.Literal(ValueType.STRING, value))
                        .toList();
        Expr deletes =
                new Expr.In(new Expr.FieldValue(plan.operation(), ValueType.STRING), deletions);
        return new ExpectationPlan.That(
                "has(%s), or %s is one of %s"
                        .formatted(plan.time(), plan.operation(), plan.deletions()),
                new Expr.Call(Operation.OR, ValueType.BOOLEAN, List.of(deletes, hasTime)));
    }

    private static ExpectationPlan check(
            String field, String rule, long window, ExpectationPlan.Test test) {
        return new ExpectationPlan(field + " " + rule, field, Otherwise.DEAD_LETTER, window, test);
    }
}
