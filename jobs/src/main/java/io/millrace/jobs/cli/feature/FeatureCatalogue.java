package io.millrace.jobs.cli.feature;

import io.millrace.features.FeaturePlan;
import io.millrace.features.expression.Expr;
import io.millrace.features.expression.ExpressionCompiler;
import io.millrace.features.function.FunctionJars;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Entity;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Feature.Aggregate;
import io.millrace.schemas.pipeline.Feature.Column;
import io.millrace.schemas.pipeline.Feature.Window;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.serde.RowTypes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out about every feature of a pipeline, in the feature set's order. */
public final class FeatureCatalogue {
    private final Pipeline pipeline;
    private final List<RowType> types;
    private final RowType features;
    private final FunctionJars functions;
    private final Map<String, FeatureFacts> found = new LinkedHashMap<>();

    /** What each feature's own fingerprint is made of: its definition, and those it uses. */
    private final Map<String, Set<Feature>> definitions = new LinkedHashMap<>();

    private FeatureCatalogue(CheckedPipeline checked) {
        pipeline = checked.pipeline();
        types = checked.schemas().stream().map(source -> RowTypes.of(source.schema())).toList();
        features = checked.plan().features();
        functions = checked.plan().functions();
    }

    /** Looks through a pipeline. */
    public static FeatureCatalogue of(CheckedPipeline checked) {
        return checked.plan().functions().within(() -> found(checked));
    }

    private static FeatureCatalogue found(CheckedPipeline checked) {
        FeatureCatalogue catalogue = new FeatureCatalogue(checked);
        for (Feature feature : checked.pipeline().features()) {
            if (feature instanceof Aggregate aggregate) {
                catalogue.aggregate(aggregate);
            } else if (feature instanceof Feature.Lookup lookup) {
                lookup.fields().forEach(field -> catalogue.lookup(lookup, field));
            } else if (feature instanceof Feature.Fields fields) {
                fields.fields().forEach(catalogue::field);
            } else if (feature instanceof Feature.Derive derive) {
                catalogue.derived(derive);
            }
        }
        return catalogue;
    }

    /** What each feature means, by its name. */
    public Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        found.values().forEach(facts -> meanings.put(facts.name(), facts.meaning()));
        return meanings;
    }

    /** Every feature, in the feature set's order. */
    public List<FeatureFacts> features() {
        return List.copyOf(found.values());
    }

    private void add(FeatureFacts facts, Set<Feature> definition) {
        found.put(facts.name(), facts);
        definitions.put(facts.name(), definition);
    }

    private ValueType type(String feature) {
        return features.field(features.index(feature)).type();
    }

    /**
     * SHA-256 (hex) of one feature with those that it uses: whatever else is in the pipeline, equal
     * ones give the same bits for the same events.
     */
    public String fingerprint(String feature) {
        Set<Feature> definition = definitions.get(feature);
        if (definition == null) {
            throw new IllegalArgumentException("there is no feature \"" + feature + "\"");
        }
        Pipeline alone =
                new Pipeline(
                        pipeline.name(),
                        pipeline.order(),
                        pipeline.sources(),
                        pipeline.entities(),
                        List.copyOf(definition),
                        Optional.empty(),
                        Optional.empty(),
                        pipeline.monitor(),
                        Optional.empty());
        return FeaturePlan.compile(alone, types, functions).fingerprint();
    }

    private void aggregate(Aggregate aggregate) {
        for (Column column : aggregate.columns()) {
            for (Text function : column.functions()) {
                for (Window window : aggregate.windows()) {
                    Aggregate alone =
                            new Aggregate(
                                    aggregate.entity(),
                                    aggregate.from(),
                                    aggregate.where(),
                                    List.of(new Column(column.field(), List.of(function))),
                                    List.of(window),
                                    aggregate.options());
                    for (String word : aggregate.words(function)) {
                        for (String bucket : aggregate.buckets()) {
                            String name = aggregate.name(column.field(), word, window, bucket);
                            add(facts(alone, name, word, bucket), Set.of(alone));
                        }
                    }
                }
            }
        }
    }

    private FeatureFacts facts(Aggregate alone, String name, String word, String bucket) {
        Window window = alone.windows().get(0);
        String field = alone.columns().get(0).field().value();
        List<String> keys = keys(alone.entity());
        String key = String.join(" and ", keys);
        List<String> conditions = new ArrayList<>();
        alone.where().ifPresent(where -> conditions.add(where.value()));
        alone.options().by().ifPresent(by -> conditions.add(by.field() + " is " + bucket));
        String meaning =
                "%s %s, over the %s of the same %s%s"
                        .formatted(
                                AggregateWords.function(word, field),
                                AggregateWords.window(alone, window),
                                ChangeWords.records(source(alone.from())),
                                key,
                                conditions.isEmpty()
                                        ? ""
                                        : ", of those where " + String.join(" and ", conditions));
        return new FeatureFacts(
                name,
                type(name),
                Optional.of(alone.entity().value()),
                alone.from().value(),
                word,
                Optional.of(window.text().value()),
                Optional.of(AggregateWords.edges(alone, window)),
                AggregateWords.nullRule(word, key),
                alone.options().substitute().map(Text::value),
                sentence(meaning),
                lineage(alone, field, keys),
                fields(alone, field, keys));
    }

    private List<String> keys(Text entity) {
        return pipeline.entities().stream()
                .filter(known -> known.name().value().equals(entity.value()))
                .map(Entity::keys)
                .flatMap(List::stream)
                .map(Text::value)
                .toList();
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    private List<String> lineage(Aggregate alone, String field, List<String> keys) {
        String source = alone.from() + ".";
        List<String> lineage = new ArrayList<>();
        lineage.add(source + field + " (aggregated)");
        keys.forEach(key -> lineage.add(source + key + " (key of " + alone.entity() + ")"));
        alone.where().ifPresent(where -> lineage.add("where " + where));
        alone.options().outOf().ifPresent(outOf -> lineage.add("out of " + outOf));
        alone.options().by().ifPresent(by -> lineage.add(source + by.field() + " (buckets)"));
        lineage.addAll(ChangeWords.lineage(source(alone.from())));
        return lineage;
    }

    private List<String> fields(Aggregate alone, String field, List<String> keys) {
        List<Text> expressions = new ArrayList<>();
        alone.where().ifPresent(expressions::add);
        alone.options().outOf().ifPresent(expressions::add);
        Set<String> names = fields(alone.from(), field, keys, expressions);
        alone.options().by().ifPresent(by -> names.add(by.field().value()));
        return names.stream().map(name -> alone.from() + "." + name).toList();
    }

    /** What a value depends on, of its source's fields: without the source's name. */
    private Set<String> fields(Text from, String field, List<String> keys, List<Text> expressions) {
        Source source = source(from);
        Set<String> names = new LinkedHashSet<>(List.of(field));
        names.addAll(keys);
        names.add(source.eventTime().value());
        names.addAll(ChangeWords.fields(source));
        ExpressionCompiler compiler = new ExpressionCompiler();
        types.get(pipeline.sources().indexOf(source))
                .fields()
                .forEach(f -> compiler.field(f.name(), f.type()));
        expressions.forEach(expression -> names.addAll(uses(compiler, expression).fields()));
        return names;
    }

    private Source source(Text name) {
        return pipeline.sources().stream()
                .filter(source -> source.name().value().equals(name.value()))
                .findFirst()
                .orElseThrow();
    }

    private void lookup(Feature.Lookup lookup, Text field) {
        Feature.Lookup alone =
                new Feature.Lookup(
                        lookup.entity(),
                        lookup.from(),
                        lookup.where(),
                        List.of(field),
                        lookup.maxAge(),
                        lookup.suffix());
        String name = lookup.name(field);
        List<String> keys = keys(lookup.entity());
        String key = String.join(" and ", keys);
        String source = lookup.from() + ".";
        List<String> lineage = new ArrayList<>(List.of(source + field + " (looked up)"));
        keys.forEach(part -> lineage.add(source + part + " (key of " + lookup.entity() + ")"));
        lookup.where().ifPresent(where -> lineage.add("where " + where));
        lineage.addAll(ChangeWords.lineage(source(lookup.from())));
        Set<String> fields =
                fields(lookup.from(), field.value(), keys, lookup.where().stream().toList());
        add(
                new FeatureFacts(
                        name,
                        type(name),
                        Optional.of(lookup.entity().value()),
                        lookup.from().value(),
                        "latest",
                        Optional.empty(),
                        Optional.of(LookupWords.edges(lookup)),
                        LookupWords.nullRule(lookup, key),
                        Optional.empty(),
                        sentence(
                                LookupWords.meaning(
                                        lookup,
                                        ChangeWords.records(source(lookup.from())),
                                        field.value(),
                                        key)),
                        lineage,
                        fields.stream().map(used -> source + used).toList()),
                Set.of(alone));
    }

    private void field(Text name) {
        String source = pipeline.mainSource().name().value();
        Field of = types.get(0).field(types.get(0).index(name.value()));
        String fullName = source + "." + name;
        add(
                new FeatureFacts(
                        name.value(),
                        of.type(),
                        Optional.empty(),
                        source,
                        "field",
                        Optional.empty(),
                        Optional.empty(),
                        of.nullable() ? "null if the event's is" : "never null",
                        Optional.empty(),
                        sentence("the event's own " + name),
                        List.of(fullName),
                        List.of(fullName)),
                Set.of(new Feature.Fields(List.of(name))));
    }

    private void derived(Feature.Derive derive) {
        String source = pipeline.mainSource().name().value();
        ExpressionCompiler compiler = new ExpressionCompiler();
        types.get(0).fields().forEach(f -> compiler.field(f.name(), f.type()));
        found.values().stream()
                .filter(facts -> !facts.function().equals("field"))
                .forEach(facts -> compiler.feature(facts.name(), facts.type()));
        Uses uses = uses(compiler, derive.expression());
        List<String> lineage = new ArrayList<>();
        Set<String> fields = new LinkedHashSet<>();
        Set<Feature> definition = new LinkedHashSet<>();
        for (String field : uses.fields()) {
            lineage.add(source + "." + field);
            fields.add(source + "." + field);
        }
        for (String feature : uses.features()) {
            FeatureFacts used = found.get(feature);
            if (used != null) {
                lineage.add("feature " + feature);
                fields.addAll(used.sourceFields());
                definition.addAll(definitions.getOrDefault(feature, Set.of()));
            }
        }
        definition.add(derive);
        String name = derive.name().value();
        add(
                new FeatureFacts(
                        name,
                        type(name),
                        Optional.empty(),
                        source,
                        "expression",
                        Optional.empty(),
                        Optional.empty(),
                        "null if the expression comes to null: a part is null, or divided by zero",
                        Optional.empty(),
                        "The expression " + derive.expression(),
                        lineage,
                        List.copyOf(fields)),
                definition);
    }

    /** Names in an expression, each once, in the order in which they come. */
    private record Uses(Set<String> fields, Set<String> features) {}

    private static Uses uses(ExpressionCompiler compiler, Text expression) {
        Uses uses = new Uses(new LinkedHashSet<>(), new LinkedHashSet<>());
        // The pipeline was checked, so that it compiles.
        Expr expr = compiler.compile(expression, new Problems());
        if (expr != null) {
            collect(expr, uses);
        }
        return uses;
    }

    private static void collect(Expr expr, Uses uses) {
        if (expr instanceof Expr.FieldValue field) {
            uses.fields().add(field.name());
        } else if (expr instanceof Expr.FeatureValue feature) {
            uses.features().add(feature.name());
        }
        expr.parts().forEach(part -> collect(part, uses));
    }
}
