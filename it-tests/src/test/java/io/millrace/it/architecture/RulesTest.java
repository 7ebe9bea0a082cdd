package io.millrace.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** Each rule finds what it forbids, planted in a small project, and lets its neighbour be. */
class RulesTest {

    private static final String STREAM =
            "org.apache.flink.streaming.api.environment.StreamExecutionEnvironment";
    private static final String SOURCE = "org.apache.flink.connector.kafka.source.KafkaSource";
    private static final String SINK = "org.apache.flink.connector.kafka.sink.KafkaSink";
    private static final String CLIENT =
            "org.apache.flink.avro.registry.confluent.shaded.io.confluent.Client";

    private static final String BUILDER =
            "public static <T> Object builder() { return new Object(); }";

    @TempDir private static Path root;

    static Stream<Arguments> forbidden() {
        return Stream.of(
                found(Rules.DIRECTIONS, "drift", "io.millrace.drift", "io.millrace.jobs.A a;"),
                found(Rules.DIRECTIONS, "scoring", "io.millrace.scoring", "io.millrace.drift.A a;"),
                found(Rules.DIRECTIONS, "schemas", "io.millrace.schemas", "io.millrace.jobs.A a;"),
                found(Rules.FLINK_ONLY_IN_JOBS, "scoring", "io.millrace.scoring", STREAM + " e;"),
                found(
                        Rules.NO_PRIVATE_LIBRARIES_OF_FLINK,
                        "jobs",
                        "io.millrace.jobs.x",
                        "org.apache.flink.shaded.Guava g;"),
                found(
                        Rules.CONFLUENT_CLIENT_BEHIND_ONE_CLASS,
                        "jobs",
                        "io.millrace.jobs.x",
                        CLIENT + " c;"),
                found(
                        Rules.KAFKA_BUILT_IN_ONE_PLACE,
                        "jobs",
                        "io.millrace.jobs.serve",
                        "Object o = " + SOURCE + ".builder();"),
                found(
                        Rules.KAFKA_BUILT_IN_ONE_PLACE,
                        "jobs",
                        "io.millrace.jobs.serve",
                        "java.util.function.Supplier<?> s = " + SINK + "::<String>builder;"),
                found(
                        Rules.PRINTING_ONLY_IN_THE_COMMAND_LINE,
                        "jobs",
                        "io.millrace.jobs.serve",
                        "Object o = System.out;"),
                found(
                        Rules.NO_JAVA_UTIL_LOGGING,
                        "drift",
                        "io.millrace.drift",
                        "Object l = java.util.logging.Logger.getLogger(\"\");"),
                found(
                        Rules.NO_JAVA_SERIALIZATION,
                        "jobs",
                        "io.millrace.jobs.x",
                        "Object o() throws Exception { return new java.io.ObjectInputStream(null);"
                                + " }"),
                found(
                        Rules.NO_WALL_CLOCK_IN_PURE_MODULES,
                        "scoring",
                        "io.millrace.scoring",
                        "java.util.function.LongSupplier s = System::currentTimeMillis;"),
                found(
                        Rules.NO_WALL_CLOCK_IN_PURE_MODULES,
                        "drift",
                        "io.millrace.drift",
                        "Object o = java.time.LocalDate.now(java.time.ZoneOffset.UTC);"),
                found(
                        Rules.NO_WALL_CLOCK_IN_PURE_MODULES,
                        "drift",
                        "io.millrace.drift",
                        "Object o = new java.util.Date();"));
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void findsWhatItForbids(ArchRule rule, String module, String packageName, String body) {
        Path planted = compile(module, packageName, "Planted", body);

        boolean holds = holds(rule);

        delete(planted);
        assertThat(holds).as("with %s in %s", body, module).isFalse();
    }

    @Test
    void allowsTheRest() {
        assertThat(
                        Stream.of(
                                Rules.DIRECTIONS,
                                Rules.FLINK_ONLY_IN_JOBS,
                                Rules.NO_PRIVATE_LIBRARIES_OF_FLINK,
                                Rules.CONFLUENT_CLIENT_BEHIND_ONE_CLASS,
                                Rules.KAFKA_BUILT_IN_ONE_PLACE,
                                Rules.PRINTING_ONLY_IN_THE_COMMAND_LINE,
                                Rules.NO_JAVA_UTIL_LOGGING,
                                Rules.NO_JAVA_SERIALIZATION,
                                Rules.NO_WALL_CLOCK_IN_PURE_MODULES))
                .allMatch(RulesTest::holds);
    }

    /** What stands at the border of the rules, on their right side. */
    @BeforeAll
    static void compileWhatIsAllowed() {
        compile("libraries", packageOf(STREAM), "StreamExecutionEnvironment", "");
        compile("libraries", packageOf(SOURCE), "KafkaSource", BUILDER);
        compile("libraries", packageOf(SINK), "KafkaSink", BUILDER);
        compile("libraries", "org.apache.flink.shaded", "Guava", "");
        compile("libraries", packageOf(CLIENT), "Client", "");
        compile("schemas", "io.millrace.schemas", "Adapter", CLIENT + " client;");
        compile("scoring", "io.millrace.scoring", "A", "io.millrace.schemas.Adapter a;");
        compile(
                "drift",
                "io.millrace.drift",
                "A",
                "io.millrace.scoring.A a; Object o ="
                        + " java.time.Instant.now(java.time.Clock.fixed(null, null));");
        compile("feature-udfs", "io.millrace.features.flink", "A", STREAM + " e;");
        compile(
                "jobs",
                "io.millrace.jobs",
                "A",
                "io.millrace.drift.A a; long now = System.currentTimeMillis();");
        compile(
                "jobs",
                "io.millrace.jobs.kafka",
                "A",
                "Object o = %s.builder(); Object p = %s.builder();".formatted(SOURCE, SINK));
        compile("jobs", "io.millrace.jobs.cli", "A", "Object o = System.out;");
    }

    private static boolean holds(ArchRule rule) {
        return !rule.evaluate(Modules.classes(root)).hasViolation();
    }

    /** Compiles a class, and says where its file is. */
    private static Path compile(String module, String packageName, String name, String body) {
        Path target = root.resolve(module).resolve("target/classes");
        Path source = root.resolve("sources").resolve(module).resolve(name + ".java");
        try {
            Files.createDirectories(target);
            Files.createDirectories(source.getParent());
            Files.writeString(
                    source,
                    "package %s; public class %s { %s }".formatted(packageName, name, body));
        } catch (IOException e) {
            throw new UncheckedIOException("Can't write " + source, e);
        }
        var classPath = new ArrayList<String>();
        for (String other : List.of("libraries", "schemas", "scoring", "drift", "jobs")) {
            classPath.add(root.resolve(other).resolve("target/classes").toString());
        }
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                String.join(File.pathSeparator, classPath),
                                "-d",
                                target.toString(),
                                source.toString());
        assertThat(result).as("compiling %s in %s", body, packageName).isZero();
        return target.resolve(packageName.replace('.', '/')).resolve(name + ".class");
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't delete " + file, e);
        }
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.'));
    }

    private static Arguments found(ArchRule rule, String module, String packageName, String body) {
        return Arguments.of(rule, module, packageName, body);
    }
}
