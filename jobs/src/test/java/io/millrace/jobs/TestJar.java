package io.millrace.jobs;

import io.millrace.features.function.ScalarFunction;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** A user's jar of functions, compiled while the tests run: no class loader has it by itself. */
public final class TestJar {
    /** A scalar function, {@code cents(double): integer}. */
    public static final String CENTS =
            """
            package com.example;
            import io.millrace.features.function.ScalarFunction;
            import io.millrace.schemas.event.ValueType;
            import java.util.List;
            public final class Cents implements ScalarFunction {
                public String name() { return "cents"; }
                public List<ValueType> parameters() { return List.of(ValueType.DOUBLE); }
                public ValueType result() { return ValueType.INTEGER; }
                public String description() { return "What's behind the point, in hundredths."; }
                public String example() { return "cents(12.34) == 34"; }
                public Object apply(Object[] arguments) {
                    return Math.round((Double) arguments[0] * 100) % 100;
                }
            }
            """;

    private TestJar() {}

    /**
     * Compiles a class and packs it.
     *
     * @param service the interface that it's a service of
     */
    public static void make(Path jar, Class<?> service, String name, String source)
            throws IOException {
        Path folder = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
        Path file = folder.resolve(name.substring(name.lastIndexOf('.') + 1) + ".java");
        Files.writeString(file, source);
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                List.of(
                                                "-cp",
                                                classPath(),
                                                "-proc:none",
                                                "-d",
                                                folder.toString(),
                                                file.toString())
                                        .toArray(String[]::new));
        if (code != 0) {
            throw new IOException(name + " can't be compiled");
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(folder)) {
            for (Path compiled : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(compiled).toString()));
                Files.copy(compiled, out);
            }
            out.putNextEntry(new JarEntry("META-INF/services/" + service.getName()));
            out.write(name.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> needed : List.of(ScalarFunction.class, ValueType.class, Nullable.class)) {
            try {
                places.add(
                        Path.of(needed.getProtectionDomain().getCodeSource().getLocation().toURI())
                                .toString());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return places.stream().collect(Collectors.joining(java.io.File.pathSeparator));
    }
}
