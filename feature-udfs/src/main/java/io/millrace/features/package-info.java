/**
 * Point-in-time features of keyed events, exact to the millisecond and to the last bit.
 *
 * <p>{@link io.millrace.features.FeaturePlan} is compiled once from the pipeline file and the
 * sources' schemas, and travels as bytes. In the job, {@link io.millrace.features.Expectations}
 * stand at the door, one {@link io.millrace.features.EntityEngine} for each entity answers events
 * in a chain, and {@link io.millrace.features.DerivedFeatures} finish the vector. None of it knows
 * Flink.
 */
@NullMarked
package io.millrace.features;

import org.jspecify.annotations.NullMarked;
