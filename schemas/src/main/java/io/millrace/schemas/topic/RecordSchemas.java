package io.millrace.schemas.topic;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The schemas of Millrace's own records, as they are registered: read from the {@code .avsc} files
 * in the jar, each complete in itself. (A generated class's own schema also has Java's string type
 * in it, which is nobody else's business.)
 */
public final class RecordSchemas {
    /** A file may use the records of those before it. */
    private static final List<String> FILES =
            List.of(
                    "Features",
                    "Prediction",
                    "TrainingExample",
                    "FeatureVector",
                    "DeadLetter",
                    "LateEvent",
                    "Duplicate",
                    "QualityCount",
                    "ModelVersion",
                    "Deployment",
                    "Switch",
                    "ModelEvent",
                    "ModelCommand",
                    "WindowPerformance",
                    "DriftReport",
                    "DriftAlert",
                    "AlertCommand",
                    "LabelRequest",
                    "RetrainTrigger",
                    "Experiment",
                    "TrainingDatasetPart",
                    "FeatureDefinition");

    private static final Map<String, Schema> BY_NAME = parse();

    private RecordSchemas() {}

    /**
     * The schema of a topic's record.
     *
     * @throws IllegalArgumentException if the class isn't that of a topic's record
     */
    public static Schema of(Class<? extends SpecificRecord> record) {
        Schema schema = BY_NAME.get(record.getName());
        if (schema == null) {
            throw new IllegalArgumentException(record.getName() + " has no .avsc file of its own");
        }
        return schema;
    }

    private static Map<String, Schema> parse() {
        Schema.Parser parser = new Schema.Parser();
        return FILES.stream()
                .map(file -> parse(parser, "/avro/" + file + ".avsc"))
                .collect(Collectors.toUnmodifiableMap(Schema::getFullName, schema -> schema));
    }

    private static Schema parse(Schema.Parser parser, String resource) {
        try (InputStream in = RecordSchemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return parser.parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + resource, e);
        }
    }
}
