package io.millrace.it.benchmark.job;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the statements of a file, parted by semicolons at line ends, as Flink's SQL client does.
 *
 * <p>Argument: the file.
 */
public final class SqlFeaturesJob {

    private SqlFeaturesJob() {}

    public static void main(String[] arguments) throws Exception {
        var tables =
                StreamTableEnvironment.create(StreamExecutionEnvironment.getExecutionEnvironment());
        for (String statement : Files.readString(Path.of(arguments[0])).split(";\n", -1)) {
            if (!statement.isBlank()) {
                tables.executeSql(statement);
            }
        }
    }
}
