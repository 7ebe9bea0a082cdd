/**
 * CSV files as Avro records, typed by a schema: how recorded data gets onto a source's topic.
 *
 * <p>Nothing is guessed. Columns are the schema's fields by name, cells are what the fields' types
 * say, and what isn't is reported with its file, line and column.
 */
@NullMarked
package io.millrace.schemas.serde.csv;

import org.jspecify.annotations.NullMarked;
