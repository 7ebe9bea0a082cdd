package io.millrace.schemas.serde;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Parses what a registry holds. Schemas may be split over several subjects: each is parsed after
 * those it refers to.
 */
final class ReferringSchemas {
    private final ConfluentClient client;

    ReferringSchemas(ConfluentClient client) {
        this.client = client;
    }

    /**
     * @param what it's the schema of, for messages
     * @param type null for Avro
     * @throws UnusableSchemaException if it isn't Avro, or Avro can't parse it
     */
    Schema parse(
            String what,
            @Nullable String type,
            String text,
            @Nullable List<SchemaReference> references) {
        if (type != null && !type.equals("AVRO")) {
            throw new UnusableSchemaException(what + " is " + type + "; only AVRO can be read");
        }
        Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION);
        parser.setValidateDefaults(false);
        try {
            parseReferences(parser, references, new HashSet<>());
            return parser.parse(text);
        } catch (AvroRuntimeException e) {
            throw new UnusableSchemaException(what + " can't be parsed: " + e.getMessage());
        }
    }

    private void parseReferences(
            Schema.Parser parser, @Nullable List<SchemaReference> references, Set<String> parsed) {
        if (references == null) {
            return;
        }
        for (SchemaReference reference : references) {
            String what =
                    "subject \"%s\" version %d"
                            .formatted(reference.getSubject(), reference.getVersion());
            if (parsed.add(what)) {
                var referred =
                        client.require(
                                what,
                                service ->
                                        service.getVersion(
                                                reference.getSubject(), reference.getVersion()));
                parseReferences(parser, referred.getReferences(), parsed);
                parser.parse(referred.getSchema());
            }
        }
    }
}
