package io.millrace.jobs.cli.parity;

import io.millrace.jobs.cli.Endpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * Which vectors are computed again.
 *
 * @param checked what they are computed by
 * @param from epoch milliseconds of event time of the first one; MIN_VALUE for all
 * @param to epoch milliseconds of the first one that isn't; MAX_VALUE for all
 * @param since how long before the newest served event they begin; empty if {@code from} says it
 * @param parallelism of the computation; nothing else depends on it
 */
public record ParityRequest(
        CheckedPipeline checked,
        Sample sample,
        long from,
        long to,
        Optional<Duration> since,
        int parallelism,
        Endpoints endpoints) {

    public ParityRequest {
        if (from >= to) {
            throw new IllegalArgumentException(
                    "the range begins at %d and ends at %d, before it has begun"
                            .formatted(from, to));
        }
    }

    KafkaSettings kafka() {
        return new KafkaSettings(endpoints.bootstrap(), endpoints.properties());
    }
}
