package io.millrace.jobs.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of the tests in JVMs of their own. */
final class Children {
    private Children() {}

    /** Starts one; its output goes to a file. */
    static Process start(Class<?> main, Path output, String... arguments) throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx768m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--add-opens=java.base/java.util=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "-Dmillrace.registry=" + registry(),
                                "-Dlog4j2.configurationFile="
                                        + System.getProperty("log4j2.configurationFile"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Folder of the unpacked registry, as the build has it. */
    static Path registry() {
        return Path.of(System.getProperty("millrace.registry"));
    }
}
