package io.millrace.features;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Entity;
import io.millrace.schemas.pipeline.Expectation;
import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Monitor;
import io.millrace.schemas.pipeline.Otherwise;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.Rule;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Place;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Pipelines for tests, made without a file. */
final class TestPlans {
    static final RowType PAYMENTS =
            new RowType(
                    List.of(
                            new Field("id", ValueType.STRING, false),
                            new Field("at", ValueType.TIMESTAMP, false),
                            new Field("unused", ValueType.STRING, true),
                            new Field("account", ValueType.STRING, true),
                            new Field("merchant", ValueType.INTEGER, true),
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("items", ValueType.INTEGER, true),
                            new Field("approved", ValueType.BOOLEAN, true),
                            new Field("note", ValueType.STRING, true),
                            new Field("due", ValueType.TIMESTAMP, true)));
    static final RowType LOGINS =
            new RowType(
                    List.of(
                            new Field("login_id", ValueType.INTEGER, false),
                            new Field("account", ValueType.STRING, true),
                            new Field("score", ValueType.DOUBLE, true),
                            new Field("when", ValueType.INTEGER, false)));

    private TestPlans() {}

    static Text text(String value) {
        return new Text(value, new Place("pipeline.yaml", 7, 11));
    }

    static Source source(String name, String id, String time, Expectation... expectations) {
        return source(name, id, time, Arrays.stream(expectations).map(TestPlans::rule).toList());
    }

    static Rule rule(Expectation expectation) {
        boolean ofWindow = expectation instanceof Expectation.OfWindow;
        return rule(expectation, ofWindow ? Otherwise.WARN : Otherwise.DEAD_LETTER);
    }

    static Rule rule(Expectation expectation, Otherwise otherwise) {
        return new Rule(expectation, otherwise, new Place("pipeline.yaml", 8, 3));
    }

    static Source source(String name, String id, String time, List<Rule> rules) {
        return new Source(
                text(name),
                text("topic-" + name),
                Optional.empty(),
                text(id),
                text(time),
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                Optional.empty(),
                rules);
    }

    static Pipeline pipeline(Order order, List<Source> sources, List<Feature> features) {
        return new Pipeline(
                text("test"),
                order,
                sources,
                List.of(
                        new Entity(text("account"), text("account")),
                        new Entity(text("unused_entity"), text("nowhere")),
                        new Entity(text("merchant"), text("merchant"))),
                features,
                Optional.empty(),
                Optional.empty(),
                Monitor.DEFAULT,
                Optional.empty());
    }

    static Pipeline pipeline(Order order, Feature... features) {
        return pipeline(
                order,
                List.of(source("payments", "id", "at"), source("logins", "login_id", "when")),
                List.of(features));
    }

    static FeaturePlan plan(Order order, Feature... features) {
        return plan(pipeline(order, features));
    }

    /** Compiled, and through its bytes. */
    static FeaturePlan plan(Pipeline pipeline) {
        List<RowType> types =
                pipeline.sources().size() == 1 ? List.of(PAYMENTS) : List.of(PAYMENTS, LOGINS);
        return FeaturePlan.fromBytes(FeaturePlan.compile(pipeline, types).toBytes());
    }

    static Feature.Window window(long millis) {
        return new Feature.Window(text(millis + "ms"), Duration.ofMillis(millis));
    }

    static Feature.Column column(String field, String... functions) {
        return new Feature.Column(
                text(field), Arrays.stream(functions).map(TestPlans::text).toList());
    }

    static Feature aggregate(
            String entity,
            String from,
            String where,
            List<Feature.Column> columns,
            List<Feature.Window> windows) {
        return new Feature.Aggregate(
                text(entity),
                text(from),
                where.isEmpty() ? Optional.empty() : Optional.of(text(where)),
                columns,
                windows);
    }

    static Feature derive(String name, String expression) {
        return new Feature.Derive(text(name), text(expression));
    }
}
