package io.millrace.jobs.embedded;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * The command line that starts the registry.
 *
 * @param runner the registry's jar
 * @param main its main class
 */
record RegistryCommand(Path runner, String main) {

    /**
     * @param application folder of the unpacked Apicurio
     * @throws EnvironmentException if it isn't there
     */
    static RegistryCommand of(Path application) {
        if (!Files.isDirectory(application)) {
            throw missing(application);
        }
        try (DirectoryStream<Path> runners =
                Files.newDirectoryStream(application, "apicurio-registry-app-*-runner.jar")) {
            for (Path runner : runners) {
                return new RegistryCommand(runner.toAbsolutePath(), mainOf(runner));
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the schema registry can't be read from %s: %s; build Millrace again"
                            .formatted(application.toAbsolutePath(), e),
                    e);
        }
        throw missing(application);
    }

    private static EnvironmentException missing(Path application) {
        return new EnvironmentException(
                "there's no schema registry in %s; build Millrace again"
                        .formatted(application.toAbsolutePath()));
    }

    private static String mainOf(Path runner) throws IOException {
        try (JarFile jar = new JarFile(runner.toFile())) {
            String main =
                    jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            if (main == null) {
                throw new IOException(runner + " names no main class");
            }
            return main;
        }
    }

    /** The settings are properties, so that nothing in the user's environment outranks them. */
    List<String> line(int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Duser.language=en",
                "-Duser.timezone=UTC",
                "-Dfile.encoding=UTF-8",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:./registry;WRITE_DELAY=0",
                "-Dquarkus.datasource.jdbc.initial-size=2",
                "-Dquarkus.datasource.jdbc.min-size=2",
                "-Dquarkus.datasource.jdbc.max-size=10",
                "-Dquarkus.log.level=WARN",
                "-cp",
                runner + File.pathSeparator + ourClasses(),
                RegistryMain.class.getName(),
                main);
    }

    private static Path ourClasses() {
        try {
            return Path.of(
                    RegistryMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("our own classes have no place", e);
        }
    }
}
