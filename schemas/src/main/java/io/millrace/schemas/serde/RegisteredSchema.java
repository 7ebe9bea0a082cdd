package io.millrace.schemas.serde;

import org.apache.avro.Schema;

/**
 * One version of a subject.
 *
 * @param version from 1, within the subject
 * @param id unique in the registry; what the wire format carries
 * @param text as the registry holds it
 * @param schema the text, parsed together with what it refers to
 */
public record RegisteredSchema(String subject, int version, int id, String text, Schema schema) {}
