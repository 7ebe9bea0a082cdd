package io.millrace.it.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the build put what processes need, and where they may write. */
public final class Folders {

    private Folders() {}

    /** An empty folder of this name; what an earlier run left in it is gone. */
    public static Path empty(String name) {
        Path folder = property("millrace.it.run").resolve(name);
        try {
            if (Files.exists(folder)) {
                try (var below = Files.walk(folder)) {
                    for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't empty " + folder, e);
        }
    }

    /** A class path that Maven resolved. */
    static String classPath(String product) {
        return read(property("millrace.it." + product)).strip();
    }

    /** The jars of a class path that Maven resolved. */
    public static List<Path> jars(String product) {
        return Stream.of(classPath(product).split(File.pathSeparator, -1)).map(Path::of).toList();
    }

    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + file, e);
        }
    }

    static Path property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(
                    "The system property %s isn't set; ./mvnw -pl it-tests -am verify sets it"
                            .formatted(name));
        }
        return Path.of(value);
    }

    /** Writes a whole file. */
    public static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't write " + file, e);
        }
    }
}
