package io.millrace.it.invariant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Each source record is in exactly one of predictions, dead letters, late events and duplicates.
 *
 * <p>The last three say which record they are about. A prediction says its event's id; so the ids
 * of the records that are in none of the three must be the ids of the predictions, each once.
 *
 * @param source every source record but heartbeats, with its event id; none if it can't be decoded
 * @param predicted the event ids of all predictions
 */
public record Conservation(
        Map<Place, Optional<String>> source,
        List<String> predicted,
        List<Place> deadLetters,
        List<Place> late,
        List<Place> duplicates) {

    private static final int SHOWN = 10;

    public Conservation {
        source = new TreeMap<>(source);
        predicted = List.copyOf(predicted);
        deadLetters = List.copyOf(deadLetters);
        late = List.copyOf(late);
        duplicates = List.copyOf(duplicates);
    }

    public Tally tally() {
        return new Tally(
                source.size(),
                predicted.size(),
                deadLetters.size(),
                late.size(),
                duplicates.size());
    }

    /**
     * Fails with every kind of fault and its first examples.
     *
     * @return the counts, which add up
     */
    public Tally check() {
        List<String> faults = faults();
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    "%d faults, with %s:%n%s"
                            .formatted(
                                    faults.size(),
                                    tally(),
                                    String.join("\n", faults.subList(0, shown(faults)))));
        }
        return tally();
    }

    /** Every fault in a line; empty if all is well. */
    public List<String> faults() {
        var faults = new ArrayList<String>();
        Map<Place, String> recorded = new TreeMap<>();
        BiConsumer<List<Place>, String> record =
                (places, kind) -> {
                    for (Place place : places) {
                        String before = recorded.put(place, kind);
                        if (before != null) {
                            faults.add("%s is in %s and in %s".formatted(place, before, kind));
                        }
                        if (!source.containsKey(place)) {
                            faults.add("%s in %s isn't a source record".formatted(place, kind));
                        }
                    }
                };
        record.accept(deadLetters, "dead letters");
        record.accept(late, "late events");
        record.accept(duplicates, "duplicates");
        faults.addAll(faultsOfPredictions(recorded.keySet()));
        return faults;
    }

    private List<String> faultsOfPredictions(Set<Place> recorded) {
        var faults = new ArrayList<String>();
        Map<String, Place> owed = new TreeMap<>();
        source.forEach(
                (place, id) -> {
                    if (recorded.contains(place)) {
                        return;
                    }
                    if (id.isEmpty()) {
                        faults.add(place + " can't be decoded and is nowhere");
                        return;
                    }
                    Place first = owed.putIfAbsent(id.get(), place);
                    if (first != null) {
                        faults.add(
                                "%s and %s have the id %s, and neither is among the duplicates"
                                        .formatted(first, place, id.get()));
                    }
                });
        var seen = new TreeSet<String>();
        for (String id : predicted) {
            if (!seen.add(id)) {
                faults.add("%s is predicted twice".formatted(id));
            } else if (!owed.containsKey(id)) {
                faults.add("%s is predicted and is no source record's, or elsewhere".formatted(id));
            }
        }
        owed.forEach(
                (id, place) -> {
                    if (!seen.contains(id)) {
                        faults.add("%s with the id %s is nowhere".formatted(place, id));
                    }
                });
        return faults;
    }

    private static int shown(List<String> faults) {
        return Math.min(SHOWN, faults.size());
    }
}
