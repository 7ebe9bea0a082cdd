package io.millrace.jobs.cli.model;

import io.millrace.schemas.avro.LabelChoiceRule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Chooses the events that people are asked to label: those whose scores are nearest to the
 * threshold, where a label tells a model most, and a random share, without which labels would be of
 * hard cases only and every figure made of them wrong.
 *
 * <p>Chance is a hash of seed and id: the same events are chosen again, in whatever order they
 * come. It holds no more events than are asked for.
 */
public final class LabelChoice {
    private final int uncertain;
    private final int random;
    private final long seed;
    private final TreeSet<Candidate> nearest = new TreeSet<>(NEAREST);
    private final TreeSet<Candidate> drawn = new TreeSet<>(DRAWN);

    private static final Comparator<Candidate> NEAREST =
            Comparator.comparingDouble(Candidate::distance).thenComparing(Candidate::eventId);
    private static final Comparator<Candidate> DRAWN =
            Comparator.comparingLong(Candidate::lot).thenComparing(Candidate::eventId);

    /** An event that may be asked about. */
    public record Candidate(
            String eventId,
            long eventTime,
            String model,
            int version,
            double score,
            double threshold,
            long lot) {
        double distance() {
            return Math.abs(score - threshold);
        }
    }

    /**
     * @param count of events to choose, at least 1
     * @param randomShare of them that's drawn by lot, in [0, 1]; rounded
     */
    public LabelChoice(int count, double randomShare, long seed) {
        this.random = (int) Math.round(count * randomShare);
        this.uncertain = count - random;
        this.seed = seed;
    }

    /**
     * Takes an event that has no label.
     *
     * @param version 0 if it has no number
     */
    public void add(
            String eventId,
            long eventTime,
            String model,
            int version,
            double score,
            double threshold) {
        Candidate candidate =
                new Candidate(
                        eventId, eventTime, model, version, score, threshold, lot(eventId, seed));
        keep(candidate, nearest, uncertain);
        // One that's chosen by both ways leaves its lot to the next, so there are spare ones.
        keep(candidate, drawn, random == 0 ? 0 : random + uncertain);
    }

    private static void keep(Candidate candidate, TreeSet<Candidate> kept, int most) {
        kept.add(candidate);
        if (kept.size() > most) {
            kept.pollLast();
        }
    }

    /** The chosen ones with why: the uncertain ones, nearest first, then those drawn. */
    public Map<Candidate, LabelChoiceRule> chosen() {
        Map<Candidate, LabelChoiceRule> chosen = new LinkedHashMap<>();
        nearest.forEach(candidate -> chosen.put(candidate, LabelChoiceRule.UNCERTAIN));
        List<Candidate> others = new ArrayList<>(drawn);
        others.removeAll(nearest);
        others.stream()
                .limit(random)
                .forEach(candidate -> chosen.put(candidate, LabelChoiceRule.RANDOM));
        return chosen;
    }

    /** FNV-1a of the id, mixed with the seed as SplittableRandom does. */
    static long lot(String eventId, long seed) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : eventId.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        long mixed = hash + (seed + 1) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
