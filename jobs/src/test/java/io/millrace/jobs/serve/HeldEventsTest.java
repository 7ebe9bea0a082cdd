package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Event;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class HeldEventsTest {
    private final HeldEvents held = new HeldEvents(10_000);

    @Test
    void releasesWhatIsDueKeyByKeyInTheOrderOfTime() throws Exception {
        held.add("b", TestServe.event("b-1", 1_000, 0, 0));
        held.add("a", TestServe.event("a-1", 2_000, 0, 1));
        held.add("b", TestServe.event("b-2", 3_000, 0, 2));
        held.add("b", TestServe.event("b-3", 500, 0, 3));

        assertThat(releasedUpTo(499)).isEmpty();
        assertThat(releasedUpTo(2_000)).containsExactly("b: b-3 b-1", "a: a-1");
        assertThat(releasedUpTo(2_999)).isEmpty();
        assertThat(releasedUpTo(3_000)).containsExactly("b: b-2");
        assertThat(releasedUpTo(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void isFullOfManyEventsUntilTheyAreReleased() throws Exception {
        int events = 0;
        while (!held.isFull() && events < 100) {
            held.add("k" + events, TestServe.event("e" + events, 1_000, 0, events));
            events++;
        }
        assertThat(events).isBetween(2, 30);

        held.release(999, (key, due) -> {});
        assertThat(held.isFull()).isTrue();
        List<String> all = new ArrayList<>();
        held.releaseAll((key, due) -> all.add(key));
        assertThat(all).hasSize(events);
        assertThat(held.isFull()).isFalse();
    }

    private List<String> releasedUpTo(long time) throws Exception {
        List<String> released = new ArrayList<>();
        held.release(
                time,
                (key, due) ->
                        released.add(
                                key
                                        + ": "
                                        + String.join(" ", due.stream().map(Event::id).toList())));
        return released;
    }
}
