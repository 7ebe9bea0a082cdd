package io.millrace.features.function;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.ZipFile;

/**
 * The jars that a pipeline brings for its functions, where it's checked and tried out. A job has
 * them on its class path instead: they're sent along with it.
 *
 * <p>Everything looks for functions with the thread's context class loader, so {@link #within} puts
 * the jars there for as long as plans and engines are made. Millrace's own classes come first: a
 * jar that has some of them by mistake changes nothing.
 */
public final class FunctionJars {
    /** No jars: functions are looked for on the class path alone. */
    public static final FunctionJars NONE = new FunctionJars(List.of(), null);

    private final List<Path> jars;
    private final @Nullable ClassLoader loader;

    private FunctionJars(List<Path> jars, @Nullable ClassLoader loader) {
        this.jars = List.copyOf(jars);
        this.loader = loader;
    }

    /**
     * @throws UncheckedIOException if one isn't there, or is no jar
     */
    public static FunctionJars of(List<Path> jars) {
        if (jars.isEmpty()) {
            return NONE;
        }
        jars.forEach(FunctionJars::check);
        URL[] urls = jars.stream().map(FunctionJars::url).toArray(URL[]::new);
        return new FunctionJars(jars, new URLClassLoader(urls, parent()));
    }

    private static ClassLoader parent() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? FunctionJars.class.getClassLoader() : context;
    }

    /**
     * Looks whether a jar can be read.
     *
     * @throws UncheckedIOException if it isn't there, or is no jar
     */
    public static void check(Path jar) {
        try {
            if (!Files.isRegularFile(jar)) {
                throw new IOException("there is no such file");
            }
            new ZipFile(jar.toFile()).close();
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files, to be sent along with a job. */
    public List<Path> jars() {
        return jars;
    }

    /** Does something while functions of these jars can be found. */
    public <T> T within(Supplier<T> work) {
        if (loader == null) {
            return work.get();
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
