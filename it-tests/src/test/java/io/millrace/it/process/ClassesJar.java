package io.millrace.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Writes jars out of the tests' own classes: agents, and jobs to submit. */
public final class ClassesJar {

    private ClassesJar() {}

    /**
     * A job's jar: the package of its main class, and in {@code lib/} the jars that the cluster
     * lacks, where Flink looks for them.
     *
     * @param libraries the jars to take along
     */
    public static Path job(Path jar, Class<?> main, List<Path> libraries) {
        return write(jar, Map.of(Attributes.Name.MAIN_CLASS, main.getName()), main, libraries);
    }

    /** The jar that a class is from. */
    public static Path jarOf(Class<?> type) {
        return whereFrom(type);
    }

    static Path agent(Path jar, Class<?> agent) {
        return write(
                jar,
                Map.of(new Attributes.Name("Premain-Class"), agent.getName()),
                agent,
                List.of());
    }

    private static Path write(
            Path jar, Map<Attributes.Name, String> attributes, Class<?> one, List<Path> more) {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach(manifest.getMainAttributes()::put);
        String folder = one.getPackageName().replace('.', '/');
        try {
            Files.createDirectories(jar.toAbsolutePath().getParent());
            try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                    var files = Files.list(whereFrom(one).resolve(folder))) {
                for (Path file : files.sorted().toList()) {
                    add(out, folder + "/" + file.getFileName(), file);
                }
                for (Path library : more) {
                    add(out, "lib/" + library.getFileName(), library);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Can't write " + jar, e);
        }
        return jar;
    }

    private static void add(JarOutputStream out, String name, Path file) throws IOException {
        out.putNextEntry(new JarEntry(name));
        Files.copy(file, out);
        out.closeEntry();
    }

    private static Path whereFrom(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("No file holds " + type, e);
        }
    }
}
