package io.millrace.it.process;

import java.nio.file.Path;

/** The logging of a child process: everything goes to its standard output. */
final class Log4jFile {

    private static final String TEXT =
            """
            status = warn
            rootLogger.level = info
            rootLogger.appenderRef.console.ref = console
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %-30.30c{1} %m%n
            logger.metrics.name = org.apache.flink.runtime.metrics
            logger.metrics.level = error
            """;

    private Log4jFile() {}

    /** Writes the file into this folder, and says it as a JVM's flag. */
    static String in(Path folder) {
        return "-Dlog4j2.configurationFile="
                + Folders.write(folder.resolve("log4j2.properties"), TEXT);
    }
}
