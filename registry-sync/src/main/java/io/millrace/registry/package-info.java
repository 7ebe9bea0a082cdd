/**
 * The registry of models on Kafka, folded from its records: which versions there are, which
 * deployment holds at which event time, and which version answers whom.
 *
 * <p>Everything here is pure: records in, answers out, whatever the order in which the records
 * arrive.
 */
@NullMarked
package io.millrace.registry;

import org.jspecify.annotations.NullMarked;
