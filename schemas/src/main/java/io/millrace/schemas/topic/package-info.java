/**
 * The topics that Millrace owns: what each is for, how Kafka is to keep it, the schema of its
 * records.
 *
 * <p>The schemas are the {@code .avsc} files of this module; {@code io.millrace.schemas.avro} is
 * generated from them.
 */
@NullMarked
package io.millrace.schemas.topic;

import org.jspecify.annotations.NullMarked;
