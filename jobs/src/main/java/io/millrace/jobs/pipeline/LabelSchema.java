package io.millrace.jobs.pipeline;

import io.millrace.schemas.pipeline.Labels;

import org.apache.avro.Schema;

/**
 * The reader's schema of the labels' topic. It has the fields that the pipeline names, of types
 * that fit.
 *
 * @param text as the file or the registry holds it: what is registered
 * @param origin where it comes from, for people
 * @param fromFile whether it's the file that the pipeline names; only such a schema is registered
 */
public record LabelSchema(
        Labels labels, Schema schema, String text, String origin, boolean fromFile) {}
