/** The pipeline file: what a team declares, and the loader that reads it strictly. */
@NullMarked
package io.millrace.schemas.pipeline;

import org.jspecify.annotations.NullMarked;
