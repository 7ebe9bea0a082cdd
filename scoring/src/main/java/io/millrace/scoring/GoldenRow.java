package io.millrace.scoring;

import io.millrace.schemas.event.Row;

/**
 * A row with the scores that it must have, bit for bit.
 *
 * @param row of the artefact's inputs
 * @param scores one for each output
 */
@SuppressWarnings("ArrayRecordComponent")
record GoldenRow(Row row, double[] scores) {}
