package io.millrace.jobs.cli;

import io.millrace.features.function.FunctionDescription;
import io.millrace.features.function.FunctionDescription.Origin;
import io.millrace.features.function.FunctionJars;
import io.millrace.features.function.FunctionList;
import io.millrace.jobs.pipeline.FunctionFinder;
import io.millrace.schemas.pipeline.PipelineLoader;
import io.millrace.schemas.problem.NearestName;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code millrace features functions}. */
@Command(
        name = "functions",
        description = {
            "List every function that features can use: in expressions (scalar) and over windows"
                    + " (aggregate), with what it takes and gives, and an example.",
            "",
            "Those of the jars that the pipeline file names under functions: are among them."
        },
        footer = {
            "%nExamples:",
            "  millrace features functions",
            "  millrace features functions haversine_km",
            "  millrace features functions -f fraud.yaml --json | jq '.functions[] |"
                    + " select(.from == \"provided\")'"
        })
final class FeaturesFunctionsCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this function.")
    private @Nullable String name;

    @Option(
            names = {"-f", "--file", "--pipeline"},
            paramLabel = "FILE",
            description = "The pipeline file. Default: pipeline.yaml, if it's there.")
    private @Nullable Path file;

    FeaturesFunctionsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        FunctionList list = jars().within(FunctionList::load);
        list.problems().forEach(session::warning);
        List<FunctionDescription> shown = shown(list.all());
        Format format = session.format(Format.TABLE);
        if (name != null && format == Format.TABLE) {
            shown.forEach(this::show);
        } else {
            TableOutput.write(table(shown, format), format, session.out());
        }
        return ExitCode.DONE;
    }

    private FunctionJars jars() {
        Path read = session.resolve(file == null ? PipelineFile.DEFAULT : file);
        if (file == null && !Files.exists(read)) {
            return FunctionJars.NONE;
        }
        return FunctionFinder.find(
                PipelineLoader.load(read, session.environment()),
                Optional.ofNullable(read.getParent()).orElse(Path.of("")));
    }

    private List<FunctionDescription> shown(List<FunctionDescription> all) {
        if (name == null) {
            return all;
        }
        List<FunctionDescription> named = all.stream().filter(f -> f.name().equals(name)).toList();
        if (named.isEmpty()) {
            List<String> names = all.stream().map(FunctionDescription::name).distinct().toList();
            throw CommandFailure.usage(
                    "there is no function \"" + name + "\"",
                    NearestName.of(name, names)
                            .map(nearest -> "did you mean \"" + nearest + "\"?")
                            .orElse("millrace features functions has all"));
        }
        return named;
    }

    private static Table table(List<FunctionDescription> shown, Format format) {
        Table table =
                format == Format.TABLE
                        ? Table.of("functions", "function", "kind", "from", "meaning")
                        : Table.of(
                                "functions",
                                "name",
                                "kind",
                                "from",
                                "signature",
                                "meaning",
                                "example");
        for (FunctionDescription function : shown) {
            if (format == Format.TABLE) {
                table.add(
                        function.signature(),
                        word(function.kind()),
                        word(function.origin()),
                        function.description());
            } else {
                table.add(
                        function.name(),
                        word(function.kind()),
                        word(function.origin()),
                        function.signature(),
                        function.description(),
                        function.example());
            }
        }
        return table;
    }

    private void show(FunctionDescription function) {
        line("function", function.signature());
        line("kind", word(function.kind()) + ", " + origin(function.origin()));
        line("meaning", function.description());
        line("example", function.example());
    }

    private void line(String what, String value) {
        session.out().printf("%-10s %s%n", what, value);
    }

    private static String origin(Origin origin) {
        return switch (origin) {
            case LANGUAGE -> "of the expression language";
            case BUNDLED -> "comes with Millrace";
            case PROVIDED -> "of a jar";
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
