package io.millrace.jobs.cli.backfill;

import io.millrace.schemas.problem.Problem;

import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One row of a file.
 *
 * @param position its line in a text file, else its number; from 1
 * @param record null if the row can't be used
 * @param problems why not
 */
record InputRow(long position, @Nullable GenericRecord record, List<Problem> problems) {

    static InputRow of(long position, GenericRecord record) {
        return new InputRow(position, record, List.of());
    }

    static InputRow bad(long position, List<Problem> problems) {
        return new InputRow(position, null, problems);
    }
}
