package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.features.DerivedFeatures;
import io.millrace.features.FeaturePlan;
import io.millrace.features.function.FunctionJars;
import io.millrace.features.function.ScalarFunction;
import io.millrace.jobs.embedded.EmbeddedFlink;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A function of the user's from its source to a task of a cluster. */
@Timeout(120)
class FunctionShipmentTest {
    private static final Map<String, Long> SEEN = new ConcurrentHashMap<>();

    @TempDir Path folder;

    @BeforeEach
    void writePipeline() throws IOException {
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                version: 1
                pipeline: shop
                sources:
                  sales: {schema: sale.avsc, id: id, event_time: at}
                features:
                  - derive: odd_cents
                    as: cents(amount)
                functions: [cents.jar]
                """);
        Files.writeString(
                folder.resolve("sale.avsc"),
                """
                {"type": "record", "name": "Sale", "fields": [
                  {"name": "id", "type": "string"},
                  {"name": "at", "type": "long"},
                  {"name": "amount", "type": "double"}]}
                """);
        TestJar.make(
                folder.resolve("cents.jar"),
                ScalarFunction.class,
                "com.example.Cents",
                TestJar.CENTS);
    }

    private CheckedPipeline checked() {
        return CheckedPipeline.load(folder.resolve("pipeline.yaml"), Map.of(), Optional::empty);
    }

    /** Computes the derived feature as serve does: from the plan's bytes, in a task. */
    private static final class Compute extends RichMapFunction<Double, Long> {
        private static final long serialVersionUID = 1L;

        private final String run;
        private final byte[] features;
        private transient @Nullable FeaturePlan plan;
        private transient @Nullable DerivedFeatures derived;

        Compute(String run, byte[] features) {
            this.run = run;
            this.features = features;
        }

        @Override
        public void open(OpenContext context) {
            plan = FeaturePlan.fromBytes(features);
            derived = plan.derived();
        }

        @Override
        public Long map(Double amount) {
            FeaturePlan known = Objects.requireNonNull(plan);
            Row row = new Row(known.sources().get(0).size());
            row.setDouble(known.sources().get(0).index("amount"), amount);
            Event event =
                    new Event(
                            0,
                            "a",
                            5,
                            new Coordinates("sales", 0, 0, 0),
                            null,
                            new byte[0],
                            row,
                            new Row(1));
            assertThat(Objects.requireNonNull(derived).apply(event)).isNull();
            SEEN.put(run, event.features().getLong(0));
            return event.features().getLong(0);
        }
    }

    private static void define(StreamExecutionEnvironment env, String run, FeaturePlan plan) {
        env.fromData(Types.DOUBLE, 12.34)
                .uid("numbers")
                .map(new Compute(run, plan.toBytes()))
                .returns(Types.LONG)
                .uid("compute")
                .sinkTo(new DiscardingSink<>())
                .uid("nowhere");
    }

    @Test
    void findsTheFunctionWhereThePipelineIsChecked() {
        CheckedPipeline checked = checked();

        assertThat(checked.plan().functions().jars()).hasSize(1);
        assertThat(checked.plan().derived()).isNotNull();
        assertThatThrownBy(() -> FeaturePlan.fromBytes(checked.plan().toBytes()).derived())
                .hasMessageContaining("cents(double): integer version 1");
    }

    @Test
    void bringsTheFunctionToTheEmbeddedCluster() throws Exception {
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder.resolve("flink"), 0)) {
            StreamExecutionEnvironment env = JobSettings.demo().environment();
            FeaturePlan plan = checked().plan();
            define(env, "embedded", plan);
            FunctionShipment.add(env, plan.functions());
            flink.submit(env, "embedded").getJobExecutionResult().get();
        }

        assertThat(SEEN).containsEntry("embedded", 34L);
    }

    /** {@code flink run} sends what's in {@code pipeline.jars} by the same client. */
    @Test
    void sendsTheFunctionToAClusterOverItsRestInterface() throws Exception {
        try (EmbeddedFlink flink = EmbeddedFlink.start(folder.resolve("flink"), 0)) {
            FeaturePlan plan = checked().plan();
            remote(flink, "remote", plan, plan.functions()).getJobExecutionResult().get();
            JobClient without = remote(flink, "without", plan, FunctionJars.NONE);

            assertThatThrownBy(() -> without.getJobExecutionResult().get())
                    .hasStackTraceContaining("it isn't on the class path");
        }

        assertThat(SEEN).containsEntry("remote", 34L).doesNotContainKey("without");
    }

    private static JobClient remote(
            EmbeddedFlink flink, String name, FeaturePlan plan, FunctionJars functions)
            throws Exception {
        URI address = URI.create(flink.webUi());
        Configuration settings = new Configuration();
        settings.set(RestOptions.ADDRESS, address.getHost());
        settings.set(RestOptions.PORT, address.getPort());
        settings.set(
                org.apache.flink.configuration.RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createRemoteEnvironment(
                        address.getHost(), address.getPort(), settings);
        define(env, name, plan);
        FunctionShipment.add(env, functions);
        return env.executeAsync(name);
    }

    @Test
    void addsToTheJarsThatAreSentAnyway() {
        Configuration settings = new Configuration();
        settings.set(
                org.apache.flink.configuration.PipelineOptions.JARS,
                List.of("file:///opt/millrace.jar"));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(settings);

        FunctionShipment.add(env, FunctionJars.of(List.of(folder.resolve("cents.jar"))));

        assertThat(FunctionShipment.of(env)).first().isEqualTo("file:///opt/millrace.jar");
        assertThat(FunctionShipment.of(env)).hasSize(2).last().asString().endsWith("/cents.jar");
    }
}
