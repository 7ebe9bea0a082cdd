package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Reading;
import io.millrace.schemas.pipeline.yaml.YamlDocument;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.problem.SourceText;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a pipeline file strictly: what's unknown, missing, repeated or wrong is an error, and all
 * errors come at once. Whether columns exist and expressions fit is checked later, against the
 * sources' schemas.
 *
 * <p>The environment is given, never read from the process: the same file and variables always give
 * the same pipeline.
 */
public final class PipelineLoader {
    /** A larger file is refused. */
    public static final int MOST_BYTES = 1 << 20;

    private PipelineLoader() {}

    /**
     * Reads a file.
     *
     * @param environment values for {@code ${NAME}} in the file
     * @throws ProblemsException with every mistake; also if the file can't be read
     */
    public static Pipeline load(Path file, Map<String, String> environment) {
        return load(file.toString(), read(file), environment);
    }

    /**
     * Reads the text of a file.
     *
     * @param fileName what places in messages are called
     * @param environment values for {@code ${NAME}} in the text
     * @throws ProblemsException with every mistake
     */
    public static Pipeline load(String fileName, String text, Map<String, String> environment) {
        return loadWithWarnings(fileName, text, environment).pipeline();
    }

    /**
     * A pipeline that can be used, and what its author should think over.
     *
     * @param warnings in the order of the file; they stop nothing
     */
    public record Loaded(Pipeline pipeline, List<Problem> warnings) {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads the text of a file, as {@link #load(String, String, Map)} does.
     *
     * @throws ProblemsException with every mistake, and the warnings among them
     */
    public static Loaded loadWithWarnings(
            String fileName, String text, Map<String, String> environment) {
        if (text.length() > MOST_BYTES) {
            throw tooLarge(fileName);
        }
        Reading reading = new Reading(new SourceText(fileName, text), environment);
        Optional<Pipeline> pipeline =
                YamlDocument.compose(reading).flatMap(root -> new PipelineSection().read(root));

        Problems problems = reading.problems();
        throwUnknownVersion(problems);
        problems.throwIfErrors();
        return pipeline.map(right -> new Loaded(right, problems.inOrder()))
                .orElseThrow(
                        () -> new IllegalStateException("no pipeline and no problem: " + fileName));
    }

    /** In another version of the format everything may mean something else. */
    private static void throwUnknownVersion(Problems problems) {
        List<Problem> versions =
                problems.inOrder().stream()
                        .filter(p -> p.code().equals(PipelineFileError.UNKNOWN_VERSION.code()))
                        .toList();
        if (!versions.isEmpty()) {
            throw new ProblemsException(versions);
        }
    }

    /**
     * The text of a file, for showing its lines with problems.
     *
     * @throws ProblemsException if it can't be read, is too large, or isn't UTF-8
     */
    public static String read(Path file) {
        String name = file.toString();
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            boolean missing = Files.notExists(file);
            String why =
                    missing
                            ? "there is no such file"
                            : Files.isDirectory(file) ? "it's a directory" : e.toString();
            throw problem(
                    PipelineFileError.UNREADABLE_FILE,
                    new Place(name, 1, 1),
                    "can't read the pipeline file: " + why,
                    "absolute path: " + file.toAbsolutePath().normalize());
        }
        if (bytes.length > MOST_BYTES) {
            throw tooLarge(name);
        }
        return decode(name, bytes);
    }

    private static String decode(String name, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw problem(
                    PipelineFileError.NOT_TEXT,
                    new SourceText(name, text).placeOf(text.length()),
                    "the file isn't UTF-8 from here on",
                    "save it as UTF-8");
        }
        return text;
    }

    private static ProblemsException tooLarge(String name) {
        return problem(
                PipelineFileError.TOO_LARGE,
                new Place(name, 1, 1),
                "the pipeline file is larger than " + (MOST_BYTES >> 20) + " MiB",
                "is it a pipeline file?");
    }

    private static ProblemsException problem(
            PipelineFileError code, Place place, String message, String note) {
        return new ProblemsException(List.of(Problem.error(code.code(), message, place, 1, note)));
    }
}
