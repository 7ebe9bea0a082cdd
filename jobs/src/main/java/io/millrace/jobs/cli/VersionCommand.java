package io.millrace.jobs.cli;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.Callable;

/** {@code millrace version}. */
@Command(
        name = "version",
        description = "Show the versions of Millrace, of what it's built on, and of Java.",
        footer = {"%nExamples:", "  millrace version", "  millrace version --json"})
final class VersionCommand implements Callable<Integer> {
    private final Session session;

    VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Properties versions = versions();
        Table table = Table.of("versions", "component", "version");
        for (String name : new String[] {"millrace", "flink", "kafka", "avro"}) {
            table.add(name, versions.getProperty(name, "unknown"));
        }
        table.add("java", System.getProperty("java.version"));
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }

    /** As the build has written them. */
    private static Properties versions() throws IOException {
        Properties versions = new Properties();
        try (InputStream in =
                VersionCommand.class.getResourceAsStream("/io/millrace/versions.properties")) {
            if (in != null) {
                versions.load(in);
            }
        }
        return versions;
    }
}
