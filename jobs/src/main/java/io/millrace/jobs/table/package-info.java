/**
 * Millrace's functions in Flink SQL: {@link io.millrace.jobs.table.SqlFunctions}. Flink's table API
 * comes from the cluster that runs the SQL.
 */
@NullMarked
package io.millrace.jobs.table;

import org.jspecify.annotations.NullMarked;
