package io.millrace.schemas.serde;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

import java.util.HashSet;
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
     * Parses a schema.
     *
     * @param what it's the schema of, for messages
     * @throws UnusableSchemaException if it isn't Avro, or Avro can't parse it
     */
    Schema parse(String what, HeldSchema held) {
        if (held.type() != null && !held.type().equals("AVRO")) {
            throw new UnusableSchemaException(
                    what + " is " + held.type() + "; only AVRO can be read");
        }
        Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION);
        parser.setValidateDefaults(false);
        try {
            parseReferences(parser, held, new HashSet<>());
            return parser.parse(held.text());
        } catch (AvroRuntimeException e) {
            throw new UnusableSchemaException(what + " can't be parsed: " + e.getMessage());
        }
    }

    private void parseReferences(
            Schema.Parser parser, HeldSchema held, Set<HeldSchema.Reference> parsed) {
        for (HeldSchema.Reference reference : held.references()) {
            if (parsed.add(reference)) {
                HeldSchema referred = client.referred(reference);
                parseReferences(parser, referred, parsed);
                parser.parse(referred.text());
            }
        }
    }
}
