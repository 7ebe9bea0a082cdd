package io.millrace.jobs.examples.cardfraud;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A record for the source topic, as the producer sends it.
 *
 * @param kind what will become of it
 * @param time when it's sent, in event time
 * @param key of the Kafka record
 * @param flaw what's special about it, such as {@code amount is NaN}; empty for a plain one
 */
public record Delivery(Kind kind, long time, @Nullable String key, byte[] value, String flaw) {

    /** What a record is, and so where it must end. */
    public enum Kind {
        /** A good event: a prediction. */
        GOOD,
        /** A good event a second time: a duplicate. */
        DUPLICATE,
        /** It can't be decoded, or fails an expectation: a dead letter. */
        BAD,
        /** A good event far behind its time: a late event. */
        LATE;

        /** How many of a list are of this kind. */
        public long in(List<Delivery> deliveries) {
            return deliveries.stream().filter(delivery -> delivery.kind() == this).count();
        }
    }

    /** How many of a list have each flaw, by name. */
    public static SortedMap<String, Long> flaws(List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> !delivery.flaw().isEmpty())
                .collect(
                        Collectors.groupingBy(Delivery::flaw, TreeMap::new, Collectors.counting()));
    }
}
