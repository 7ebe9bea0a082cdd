package io.millrace.jobs.pipeline;

import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.serde.RegisteredSchema;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the schema of each source: in the file that it names, or else in the registry. */
final class SourceSchemas {
    private final Path folder;
    private final Supplier<Optional<SchemaRegistry>> registry;
    private final Problems problems = new Problems();

    /**
     * @param folder of the pipeline file
     * @param registry asked for only if a source names no file; empty if there's none
     */
    SourceSchemas(Path folder, Supplier<Optional<SchemaRegistry>> registry) {
        this.folder = folder;
        this.registry = registry;
    }

    /**
     * @throws io.millrace.schemas.problem.ProblemsException with every source that has none
     */
    List<SourceSchema> of(List<Source> sources) {
        List<SourceSchema> found = new ArrayList<>();
        for (Source source : sources) {
            Optional<SourceSchema> schema =
                    source.schema().isPresent() ? read(source, source.schema().get()) : ask(source);
            schema.ifPresent(found::add);
        }
        problems.throwIfErrors();
        return found;
    }

    private Optional<SourceSchema> read(Source source, Text named) {
        Path file = folder.resolve(named.value());
        try {
            String text = Files.readString(file);
            Schema schema = new Schema.Parser().parse(text);
            if (schema.getType() != Schema.Type.RECORD) {
                throw new AvroRuntimeException("it's the schema of " + schema.getName());
            }
            return Optional.of(new SourceSchema(source, schema, text, named.value(), true));
        } catch (NoSuchFileException e) {
            problems.add(
                    SchemaError.UNREADABLE.at(
                            named,
                            "there is no file \"" + named + "\"",
                            "it's looked for at " + file.toAbsolutePath().normalize()));
        } catch (IOException e) {
            problems.add(
                    SchemaError.UNREADABLE.at(
                            named, "cannot read \"" + named + "\": " + e.getMessage()));
        } catch (AvroRuntimeException e) {
            problems.add(
                    SchemaError.NOT_A_RECORD.at(
                            named,
                            "\"" + named + "\" is no Avro record schema",
                            String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        }
        return Optional.empty();
    }

    private Optional<SourceSchema> ask(Source source) {
        String subject = SchemaRegistry.valueSubject(source.topic().value());
        Optional<SchemaRegistry> asked = registry.get();
        Optional<RegisteredSchema> latest = asked.flatMap(known -> known.latest(subject));
        if (latest.isEmpty()) {
            problems.add(
                    SchemaError.UNKNOWN.at(
                            source.name(),
                            "the schema of source \"" + source.name() + "\" isn't known",
                            asked.isPresent()
                                    ? "the registry has no subject \"" + subject + "\""
                                    : "schema: names no file, and no registry is named or running",
                            "name a file with schema:, or the registry with --registry URL"));
        }
        return latest.map(
                schema ->
                        new SourceSchema(
                                source,
                                schema.schema(),
                                schema.text(),
                                "registry, version " + schema.version(),
                                false));
    }
}
