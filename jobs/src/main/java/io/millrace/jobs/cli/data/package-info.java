/**
 * Files of rows (CSV, JSON lines, Parquet) as columns, for commands that compare them without a
 * cluster. A file is looked through once, to learn what its columns hold, and then read; every
 * mistake is told with its place.
 */
@NullMarked
package io.millrace.jobs.cli.data;

import org.jspecify.annotations.NullMarked;
