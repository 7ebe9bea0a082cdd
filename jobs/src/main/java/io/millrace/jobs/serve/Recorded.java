package io.millrace.jobs.serve;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a live run recorded and a replay goes by: which events were late or duplicates. The switches
 * come from their topic.
 *
 * @param passedBy offsets, ascending, by {@code topic/partition}
 */
public record Recorded(Map<String, long[]> passedBy) implements Serializable {

    public Recorded {
        passedBy = Map.copyOf(passedBy);
    }

    /** Whether the live run answered the event at these coordinates. */
    public boolean answered(io.millrace.schemas.event.Coordinates at) {
        long[] offsets = passedBy.get(at.topic() + "/" + at.partition());
        return offsets == null || java.util.Arrays.binarySearch(offsets, at.offset()) < 0;
    }

    /** Makes sorted arrays of what was read in any order. */
    public static Recorded of(Map<String, List<Long>> passedBy) {
        Map<String, long[]> sorted = new java.util.TreeMap<>();
        passedBy.forEach(
                (partition, offsets) ->
                        sorted.put(
                                partition,
                                offsets.stream().mapToLong(Long::longValue).sorted().toArray()));
        return new Recorded(sorted);
    }
}
