package io.millrace.scoring;

import io.millrace.schemas.event.Row;

/**
 * A row with the score that it must have, bit for bit.
 *
 * @param row of the artefact's inputs
 */
record GoldenRow(Row row, double score) {}
