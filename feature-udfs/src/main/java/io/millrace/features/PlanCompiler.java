package io.millrace.features;

import io.millrace.features.aggregate.Statistic;
import io.millrace.features.expression.Expr;
import io.millrace.features.expression.ExpressionCompiler;
import io.millrace.features.function.AggregateFunctions;
import io.millrace.features.function.ScalarFunctions;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Resolves a pipeline's features against the sources' schemas. */
final class PlanCompiler {
    private final Pipeline pipeline;
    private final Problems problems = new Problems();
    private final List<SourceFields> sources = new ArrayList<>();
    private final FeatureList features = new FeatureList(problems);
    private final List<DerivedPlan> derived = new ArrayList<>();
    private final ScalarFunctions functions = ScalarFunctions.load();
    private final AggregateFunctions aggregates = AggregateFunctions.load(Statistic::isOwn);
    private final ExpressionCompiler expressions = new ExpressionCompiler(functions);

    private PlanCompiler(Pipeline pipeline, List<RowType> types) {
        this.pipeline = pipeline;
        if (types.size() != pipeline.sources().size()) {
            throw new IllegalArgumentException(
                    types.size() + " schemas for " + pipeline.sources().size() + " sources");
        }
        for (int i = 0; i < types.size(); i++) {
            sources.add(
                    new SourceFields(
                            i, pipeline.sources().get(i).name().value(), types.get(i), problems));
        }
    }

    static FeaturePlan.Parts compile(Pipeline pipeline, List<RowType> types) {
        return new PlanCompiler(pipeline, types).compile();
    }

    private FeaturePlan.Parts compile() {
        functions.problems().forEach(this::unusableFunction);
        aggregates.problems().forEach(this::unusableFunction);
        for (SourceFields source : sources) {
            idAndTime(source);
        }
        List<Optional<ChangePlan>> changes = changes();
        List<List<ExpectationPlan>> expectations = expectations();
        mainSource().type().fields().forEach(f -> expressions.field(f.name(), f.type()));
        EntityPlanner entities =
                new EntityPlanner(
                        pipeline.entities(), sources, changes, functions, aggregates, problems);
        for (Feature feature : pipeline.features()) {
            if (feature instanceof Feature.Aggregate aggregate) {
                aggregate(aggregate, entities);
            } else if (feature instanceof Feature.Lookup lookup) {
                entities.lookup(lookup, this::declare);
            } else if (feature instanceof Feature.Fields fields) {
                fields.fields().forEach(this::copy);
            } else if (feature instanceof Feature.Derive derive) {
                derive(derive);
            }
        }
        List<EntityPlan> plans = entities.finish();
        problems.throwIfErrors();
        List<RowType> projections = sources.stream().map(SourceFields::projection).toList();
        return new FeaturePlan.Parts(
                pipeline.order(),
                features.type(),
                projections,
                plans,
                derived,
                withOwn(expectations, projections, changes),
                changes);
    }

    private void unusableFunction(String problem) {
        Text name = pipeline.name();
        problems.add(
                FeatureError.UNUSABLE_FUNCTION.at(
                        name.place(), Math.max(name.value().length(), 1), problem));
    }

    private SourceFields mainSource() {
        return sources.get(0);
    }

    private void idAndTime(SourceFields source) {
        Source declared = pipeline.sources().get(source.index());
        source.use(declared.id(), "an id", Set.of(ValueType.STRING, ValueType.INTEGER));
        source.use(
                declared.eventTime(),
                "an event time",
                Set.of(ValueType.TIMESTAMP, ValueType.INTEGER));
    }

    private List<List<ExpectationPlan>> expectations() {
        ExpectationPlanner planner =
                new ExpectationPlanner(pipeline.monitor().window(), functions, problems);
        List<List<ExpectationPlan>> all = new ArrayList<>();
        for (SourceFields source : sources) {
            all.add(planner.plan(pipeline.sources().get(source.index()), source));
        }
        return all;
    }

    private List<Optional<ChangePlan>> changes() {
        return sources.stream()
                .map(source -> ChangePlanner.plan(pipeline.sources().get(source.index()), source))
                .toList();
    }

    /** Those that the source's fields have by themselves come first. */
    private List<List<ExpectationPlan>> withOwn(
            List<List<ExpectationPlan>> expectations,
            List<RowType> projections,
            List<Optional<ChangePlan>> changes) {
        long window = pipeline.monitor().window().toMillis();
        List<List<ExpectationPlan>> all = new ArrayList<>();
        for (int i = 0; i < projections.size(); i++) {
            List<ExpectationPlan> plans = new ArrayList<>();
            for (Field field : projections.get(i).fields()) {
                if (field.type() == ValueType.DOUBLE) {
                    plans.add(ExpectationPlan.finite(field.name(), window));
                }
            }
            if (changes.get(i).isPresent()) {
                plans.addAll(
                        ChangePlanner.checks(
                                pipeline.sources().get(i).changes().orElseThrow(),
                                changes.get(i).get(),
                                projections.get(i),
                                window));
            }
            plans.addAll(expectations.get(i));
            all.add(plans);
        }
        return all;
    }

    private void aggregate(Feature.Aggregate aggregate, EntityPlanner entities) {
        entities.planner(aggregate).ifPresent(planner -> planner.plan(this::declare));
    }

    private int declare(String name, ValueType type, Text word) {
        expressions.feature(name, type);
        return features.add(name, type, true, word);
    }

    private void copy(Text name) {
        Optional<Field> field = mainSource().use(name);
        if (field.isPresent()) {
            features.add(name.value(), field.get().type(), field.get().nullable(), name);
            derived.add(new DerivedPlan.Copy(name.value()));
        }
    }

    private void derive(Feature.Derive derive) {
        Expr expr = expressions.compile(derive.expression(), problems);
        String name = derive.name().value();
        if (mainSource().type().indexOf(name).isPresent()) {
            problems.add(
                    Problem.error(
                            PipelineFileError.DUPLICATE_FEATURE.code(),
                            "the derived feature \"" + name + "\" has the name of a field",
                            derive.name().place(),
                            Math.max(name.length(), 1),
                            "an expression couldn't tell the two apart: choose another name"));
        }
        if (expr == null) {
            return;
        }
        Names.fields(expr, mainSource()::use);
        features.add(name, expr.type(), true, derive.name());
        expressions.feature(name, expr.type());
        derived.add(new DerivedPlan.Compute(name, expr));
    }
}
