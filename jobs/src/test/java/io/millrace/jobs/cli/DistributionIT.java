package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the build has put together: what's in {@code millrace.jar}, and that it starts. */
class DistributionIT {
    private static final Path FOLDER = Path.of(System.getProperty("millrace.distribution"));
    private static final Path JAR = FOLDER.resolve("millrace.jar");

    /** Flink's own classes come from the cluster; only connectors and relocated trees are ours. */
    private static final Pattern FLINK_THAT_MAY_BE =
            Pattern.compile(
                    "org/apache/flink/("
                            + "connector/(kafka|base)/.*"
                            + "|streaming/connectors/kafka/.*"
                            + "|streaming/util/serialization/JSONKeyValueDeserializationSchema.*"
                            + "|avro/registry/confluent/shaded/.*"
                            + "|avro/shaded/.*)");

    private static final Pattern BROKER =
            Pattern.compile(
                    "(kafka|scala)/.*|org/apache/kafka/"
                            + "(controller|coordinator|image|metadata|raft|storage|server/(log|share|"
                            + "network|purgatory|util)|tools)/.*");

    @Test
    void leavesFlinkToTheCluster() throws IOException {
        assertThat(classes())
                .filteredOn(name -> name.startsWith("org/apache/flink/"))
                .allMatch(FLINK_THAT_MAY_BE.asMatchPredicate());
    }

    @Test
    void holdsNoBrokerAndNothingThatNeedsOne() throws IOException {
        assertThat(classes())
                .noneMatch(BROKER.asMatchPredicate())
                .noneMatch(name -> name.startsWith("io/millrace/jobs/embedded/"))
                .noneMatch(name -> name.startsWith("io/millrace/jobs/cli/local/"))
                .noneMatch(name -> name.startsWith("org/apache/logging/log4j/core/"));
    }

    @Test
    void holdsNoSignaturesOfOthers() throws IOException {
        assertThat(entries()).noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA|EC)"));
    }

    @Test
    void holdsNothingTwice() throws IOException {
        assertThat(entries()).doesNotHaveDuplicates();
    }

    @Test
    void keepsLicencesAndNotices() throws IOException {
        assertThat(entries()).contains("META-INF/LICENSE", "META-INF/NOTICE");
    }

    @Test
    void namesOnlyServicesThatAreThere() throws IOException {
        List<String> all = entries();
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (String name : all) {
                if (name.matches("META-INF/services/[^/]+")) {
                    for (String provider : providers(jar, name)) {
                        assertThat(all).contains(provider.replace('.', '/') + ".class");
                    }
                }
            }
        }
    }

    private static List<String> providers(JarFile jar, String entry) throws IOException {
        String text =
                new String(
                        jar.getInputStream(jar.getEntry(entry)).readAllBytes(),
                        StandardCharsets.UTF_8);
        return text.lines()
                .map(line -> line.replaceAll("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void sharesNoClassWithTheLibraries() throws IOException {
        List<String> ours = classes();
        try (Stream<Path> libraries = Files.list(FOLDER.resolve("lib"))) {
            for (Path library : libraries.sorted().toList()) {
                List<String> theirs = classes(library);
                theirs.retainAll(java.util.Set.copyOf(ours));
                assertThat(theirs).as(library.getFileName().toString()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "version", "help"})
    void startsWithTheJarAlone(String word) throws Exception {
        assertThat(run(word)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "dev", "backfill --output x.csv", "parity"})
    void saysWhatElseIsNeeded(String words) throws Exception {
        assertThat(run(words.split(" "))).isEqualTo(ExitCode.UNAVAILABLE);
    }

    /** They get as far as the pipeline file that isn't there. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "backfill --output x.csv", "parity"})
    void theLauncherBringsIt(String words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(FOLDER.resolve("millrace").toString());
        command.addAll(List.of(words.split(" ")));
        command.add("nowhere.yaml");

        assertThat(run(command)).isEqualTo(ExitCode.NO);
    }

    private static int run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static int run(List<String> command) throws Exception {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .directory(new File(System.getProperty("java.io.tmpdir")))
                .start()
                .waitFor();
    }

    private static List<String> classes() throws IOException {
        return classes(JAR);
    }

    private static List<String> classes(Path jar) throws IOException {
        List<String> names = new ArrayList<>(entries(jar));
        names.removeIf(name -> !name.endsWith(".class") || name.startsWith("META-INF/"));
        return names;
    }

    private static List<String> entries() throws IOException {
        return entries(JAR);
    }

    private static List<String> entries(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .toList();
        }
    }
}
