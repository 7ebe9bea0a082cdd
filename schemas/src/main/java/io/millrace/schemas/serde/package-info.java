/**
 * Records on Kafka and what they mean: the schema registry, the wire format, and the readers and
 * writers of values.
 *
 * <p>Values are Avro behind a magic byte and a 4-byte schema id, as Confluent's clients write them.
 * {@link io.millrace.schemas.serde.SchemaRegistry} deals in schema text, parsed by the Avro on our
 * own class path; {@link io.millrace.schemas.serde.ConfluentSchemaRegistry} is the only class that
 * touches Confluent's client, which Flink ships relocated together with an Avro of its own. The
 * client's classes are unpacked into this module by the build, since the jar that they come in also
 * holds old copies of other libraries under their own names.
 *
 * <p>{@link io.millrace.schemas.serde.EventDecoder} reads users' events: an {@code EventLayout}
 * says what is wanted, a {@code PlanCompiler} makes a {@code WriterPlan} of it for each writer's
 * schema, and {@code AvroBytes} is the cursor that the plan's readers share. Generated classes have
 * {@link io.millrace.schemas.serde.AvroRecordSerializer} and its counterpart.
 *
 * <p>Two failures are kept apart throughout. Bytes or schemas that are wrong are bad data: the
 * record goes to the dead letters and the next one is read. A registry that can't be reached is
 * not: {@link io.millrace.schemas.serde.RegistryUnavailableException} goes up, and the job
 * restarts.
 */
@NullMarked
package io.millrace.schemas.serde;

import org.jspecify.annotations.NullMarked;
