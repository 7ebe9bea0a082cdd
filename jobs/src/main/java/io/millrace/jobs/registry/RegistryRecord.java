package io.millrace.jobs.registry;

/**
 * One record of a registry topic.
 *
 * @param offset its place in the topic, which has one partition; with the epoch it orders
 *     deployments
 * @param value Avro in the Confluent wire format
 */
public record RegistryRecord(String topic, long offset, byte[] value) {}
