package io.millrace.features.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

class AdmissionTest {
    private static final RowType NOTHING = new RowType(List.of());
    private static final EventCodec CODEC = new EventCodec(List.of(NOTHING), NOTHING);
    private static final long HORIZON = 100;

    @Test
    void admitsTheFirstByPartitionAndOffsetWhateverArrivesFirst() {
        Event second = event("a", 50, 1, 4);
        Event first = event("a", 50, 0, 9);

        Map<String, List<Event>> out = run(List.of(second, first), List.of(50L, 500L));

        assertThat(out.get("admitted")).containsExactly(first);
        assertThat(out.get("duplicate")).containsExactly(second);
    }

    @Test
    void freesAnIdAfterItsHorizon() {
        Event first = event("a", 0, 0, 0);
        Event within = event("a", HORIZON, 0, 1);
        Event after = event("a", HORIZON + 1, 0, 2);

        Map<String, List<Event>> out = run(List.of(first, within, after), List.of(1000L));

        assertThat(out.get("admitted")).containsExactly(first, after);
        assertThat(out.get("duplicate")).containsExactly(within);
    }

    @Test
    void forgetsAnIdWhenItIsFree() {
        Admission admission = new Admission(CODEC, new long[] {HORIZON});
        admission.open(null);
        admission.offer(event("a", 7, 0, 0));
        admission.advance(7, new Collecting());

        admission.expire(admission.freeFrom() - 1);
        assertThat(admission.close()).isNotNull();
        admission.expire(admission.freeFrom());
        assertThat(admission.close()).isNull();
    }

    @Test
    void admitsEveryEventWhenTurnedOff() {
        Admission admission = new Admission(CODEC, new long[] {-1});
        Collecting out = new Collecting();
        admission.open(null);
        admission.decide(event("a", 7, 0, 0), out);
        admission.decide(event("a", 7, 0, 1), out);

        assertThat(out.admitted).hasSize(2);
        assertThat(admission.close()).isNull();
    }

    /** The same set in any order of arrival, packed after every step: the same verdicts. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void decidesByTheSetOfEvents(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                events.add(event("a", random.nextInt(400), random.nextInt(2), i));
            }

            List<Event> expected = firstsOf(events);

            Collections.shuffle(events, random);
            Map<String, List<Event>> out = run(events, List.of(1000L));
            assertThat(out.get("admitted"))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(expected);
            assertThat(out.get("duplicate")).hasSize(events.size() - expected.size());
        }
    }

    /**
     * By definition: in event order, whoever is further than the horizon from the last admitted.
     */
    private static List<Event> firstsOf(List<Event> events) {
        List<Event> admitted = new ArrayList<>();
        for (Event event : events.stream().sorted(Event.ORDER).toList()) {
            if (admitted.stream().allMatch(before -> event.time() - before.time() > HORIZON)) {
                admitted.add(event);
            }
        }
        return admitted;
    }

    private static Map<String, List<Event>> run(List<Event> arriving, List<Long> watermarks) {
        Admission admission = new Admission(CODEC, new long[] {HORIZON});
        Collecting out = new Collecting();
        byte[] packed = null;
        for (Event event : arriving) {
            admission.open(packed);
            admission.offer(event);
            packed = admission.close();
        }
        for (long watermark : watermarks) {
            admission.open(packed);
            admission.advance(watermark, out);
            admission.expire(watermark);
            packed = admission.close();
        }
        return out.originals(arriving);
    }

    private static Event event(String id, long time, int partition, long offset) {
        return new Event(
                0,
                id,
                time,
                new Coordinates("t", partition, offset, 0),
                null,
                new byte[0],
                new Row(0),
                new Row(0));
    }

    private static final class Collecting implements Verdicts {
        private final List<Event> admitted = new ArrayList<>();
        private final List<Event> duplicates = new ArrayList<>();

        @Override
        public void admitted(Event event) {
            admitted.add(event);
        }

        @Override
        public void duplicate(Event event, long firstTime, Coordinates first) {
            assertThat(event.time() - firstTime).isBetween(0L, HORIZON);
            duplicates.add(event);
        }

        /** The very objects that were offered, since packing makes copies. */
        Map<String, List<Event>> originals(List<Event> offered) {
            return Map.of(
                    "admitted", originals(admitted, offered),
                    "duplicate", originals(duplicates, offered));
        }

        private static List<Event> originals(List<Event> events, List<Event> offered) {
            return events.stream()
                    .map(
                            event ->
                                    offered.stream()
                                            .filter(o -> o.at().equals(event.at()))
                                            .findFirst()
                                            .orElseThrow())
                    .toList();
        }
    }
}
