package io.millrace.schemas.serde;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A schema as a registry holds it, not parsed.
 *
 * @param type null for Avro
 * @param text of the type's own syntax
 * @param references what the text refers to
 */
record HeldSchema(@Nullable String type, String text, List<Reference> references) {

    HeldSchema {
        references = List.copyOf(references);
    }

    /** A schema of a subject. */
    record Reference(String subject, int version) {
        @Override
        public String toString() {
            return "subject \"" + subject + "\" version " + version;
        }
    }

    /** The newest schema of a subject. */
    record Latest(int version, int id, HeldSchema schema) {}
}
