package io.millrace.jobs.pipeline;

import org.apache.avro.Schema;

/**
 * The reader's schema of a topic.
 *
 * @param text as the file or the registry holds it: what is registered
 * @param origin where it comes from, for people
 * @param fromFile whether it's the file that the pipeline names; only such a schema is registered
 */
record TopicSchema(Schema schema, String text, String origin, boolean fromFile) {}
