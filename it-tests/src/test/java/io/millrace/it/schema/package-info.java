/** Millrace's own client of the schema registry, against a real one. */
@NullMarked
package io.millrace.it.schema;

import org.jspecify.annotations.NullMarked;
