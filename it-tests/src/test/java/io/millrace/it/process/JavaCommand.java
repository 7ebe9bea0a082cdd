package io.millrace.it.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code java} command.
 *
 * @param flags of the JVM, such as {@code -Xmx256m}
 * @param classPath as {@code java -cp} takes it
 * @param main the main class
 * @param arguments of the main class
 */
public record JavaCommand(
        List<String> flags, String classPath, String main, List<String> arguments) {

    public JavaCommand {
        flags = List.copyOf(flags);
        arguments = List.copyOf(arguments);
    }

    /** Servers that live for minutes on a busy machine: the cheap compiler, the cheap collector. */
    public static final List<String> SMALL =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.timezone=UTC");

    /** Servers that are measured: both compilers, and a collector for throughput. */
    public static final List<String> FAST = List.of("-XX:+UseParallelGC", "-Duser.timezone=UTC");

    /** The command line, with an agent that ends the process together with this JVM. */
    List<String> line(Path agent) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-javaagent:" + agent + "=" + ProcessHandle.current().pid());
        line.addAll(flags);
        line.add("-cp");
        line.add(classPath);
        line.add(main);
        line.addAll(arguments);
        return line;
    }
}
