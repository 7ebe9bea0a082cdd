package io.millrace.jobs.pipeline;

import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.SchemaError;
import io.millrace.schemas.serde.RegisteredSchema;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the schema of a topic: in the file that's named for it, or else in the registry. */
final class SchemaFinder {
    private final Path folder;
    private final Supplier<Optional<SchemaRegistry>> registry;
    private final Problems problems;

    SchemaFinder(Path folder, Supplier<Optional<SchemaRegistry>> registry, Problems problems) {
        this.folder = folder;
        this.registry = registry;
        this.problems = problems;
    }

    /**
     * The schema, or empty after a problem.
     *
     * @param owner whose it is, such as {@code source "clicks"}
     * @param home where the owner stands in the pipeline file
     * @param named the file, if one is named
     */
    Optional<TopicSchema> find(String owner, Text home, Optional<Text> named, Text topic) {
        return named.isPresent()
                ? read(named.get())
                : ask(
                        owner,
                        home,
                        topic,
                        "name a file with schema:, or the registry with --registry URL");
    }

    /** The schema of another pipeline's vectors, or empty after a problem. */
    Optional<TopicSchema> findVectors(
            String owner, Text pipeline, Optional<Text> named, Text topic) {
        return named.isPresent()
                ? read(named.get())
                : ask(
                        owner,
                        pipeline,
                        topic,
                        "pipeline "
                                + pipeline
                                + " has to say publish: in its file, and to have been started");
    }

    private Optional<TopicSchema> read(Text named) {
        Path file = folder.resolve(named.value());
        try {
            String text = Files.readString(file);
            Schema schema = new Schema.Parser().parse(text);
            if (schema.getType() != Schema.Type.RECORD) {
                throw new AvroRuntimeException("it's the schema of " + schema.getName());
            }
            return Optional.of(new TopicSchema(schema, text, named.value(), true));
        } catch (NoSuchFileException e) {
            problems.add(
                    problem(
                            SchemaError.UNREADABLE,
                            named,
                            "there is no file \"" + named + "\"",
                            "it's looked for at " + file.toAbsolutePath().normalize()));
        } catch (IOException e) {
            problems.add(
                    problem(
                            SchemaError.UNREADABLE,
                            named,
                            "cannot read \"" + named + "\": " + e.getMessage()));
        } catch (AvroRuntimeException e) {
            problems.add(
                    problem(
                            SchemaError.NOT_A_RECORD,
                            named,
                            "\"" + named + "\" is no Avro record schema",
                            String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        }
        return Optional.empty();
    }

    private Optional<TopicSchema> ask(String owner, Text home, Text topic, String remedy) {
        String subject = SchemaRegistry.valueSubject(topic.value());
        Optional<SchemaRegistry> asked = registry.get();
        Optional<RegisteredSchema> latest = asked.flatMap(known -> known.latest(subject));
        if (latest.isEmpty()) {
            problems.add(
                    problem(
                            SchemaError.UNKNOWN,
                            home,
                            "the schema of " + owner + " isn't known",
                            asked.isPresent()
                                    ? "the registry has no subject \"" + subject + "\""
                                    : "schema: names no file, and no registry is named or running",
                            remedy));
        }
        return latest.map(
                schema ->
                        new TopicSchema(
                                schema.schema(),
                                schema.text(),
                                "registry, version " + schema.version(),
                                false));
    }

    private static Problem problem(SchemaError error, Text about, String message, String... notes) {
        return error.at(about.place(), about.value().length(), message, notes);
    }
}
