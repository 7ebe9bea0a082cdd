package io.millrace.jobs.cli.parity;

/**
 * A vector of the sample, still as its record's bytes.
 *
 * @param key which event it's of
 * @param place of the record: {@code topic/partition@offset}
 * @param value Avro behind the wire format's header
 */
record ServedVector(VectorKey key, String place, byte[] value) {}
