package io.millrace.features.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.Tiles;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Against a sorted list: cursors at the first event from a time on, whatever is put in between. */
class TimelineTest {
    private static final Layout LAYOUT =
            new Layout(List.of(ValueType.INTEGER), new boolean[] {true}, 1, true);
    private static final int CURSORS = 3;

    private record Put(long time, int partition, long offset, long word) {}

    private static final class MapTiles implements Tiles {
        final Map<Long, byte[]> map = new TreeMap<>();

        @Override
        public byte @Nullable [] get(long tile) {
            return map.get(tile);
        }

        @Override
        public void put(long tile, byte[] bytes) {
            map.put(tile, bytes);
        }

        @Override
        public void remove(long tile) {
            map.remove(tile);
        }
    }

    private final MapTiles tiles = new MapTiles();
    private final List<Put> model = new ArrayList<>();
    private final long[] cuts = {Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE};
    private final Values values = new Values(1, 1);

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyCursorSeesWhatIsFromItsTimeOn(long seed) {
        Random random = new Random(seed);
        int tileBytes = new int[] {1, 10, 60, 1000}[random.nextInt(4)];
        Timeline timeline = timeline(tileBytes);
        timeline.reset(tiles);
        long now = random.nextInt(100) - 50;
        for (int step = 0; step < 300; step++) {
            String name = "seed " + seed + ", step " + step;
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    now += random.nextInt(3);
                    put(new Put(now, 9, step, random.nextInt()));
                    timeline.append(values);
                }
                case 2, 3 -> {
                    long time = Math.max(now - random.nextInt(25), cuts[2]);
                    put(new Put(time, random.nextInt(3), random.nextInt(1000), step));
                    timeline.insert(values, cuts);
                }
                case 4 -> moveCursor(timeline, random.nextInt(CURSORS), now, random);
                default -> {
                    ByteWriter out = new ByteWriter();
                    timeline.write(out);
                    ByteReader in = new ByteReader();
                    in.reset(out.array(), 0, out.length());
                    timeline = timeline(tileBytes);
                    timeline.read(in, tiles);
                    assertThat(in.remaining()).as(name).isZero();
                }
            }
            for (int cursor = 0; cursor < CURSORS; cursor++) {
                assertThat(seen(timeline, cursor))
                        .as("%s, cursor %d", name, cursor)
                        .isEqualTo(expected(cuts[cursor]));
            }
        }
        for (int cursor = 0; cursor < CURSORS; cursor++) {
            timeline.toEnd(cursor);
        }
        assertThat(timeline.isConsumed()).isTrue();
        timeline.dropConsumed();
        assertThat(tiles.map).as("seed %d", seed).isEmpty();
    }

    private Timeline timeline(int tileBytes) {
        return new Timeline(LAYOUT, CURSORS, tileBytes, number -> number * 2 + 1, new Values(1, 1));
    }

    private void put(Put put) {
        model.add(put);
        values.time = put.time;
        values.partition = put.partition;
        values.offset = put.offset;
        values.present[0] = true;
        values.holds[0] = put.word % 2 == 0;
        values.words[0] = put.word;
    }

    /** Cursors keep their order: the last is behind all others, as the longest window's is. */
    private void moveCursor(Timeline timeline, int cursor, long now, Random random) {
        long cut = Math.max(cuts[cursor], now - random.nextInt(20));
        cut = cursor == 2 ? Math.min(cut, Math.min(cuts[0], cuts[1])) : cut;
        cuts[cursor] = Math.max(cuts[cursor], cut);
        while (timeline.peekTime(cursor) < cuts[cursor]) {
            timeline.read(cursor, values);
        }
        if (random.nextBoolean()) {
            timeline.dropConsumed();
        }
    }

    private List<Put> expected(long cut) {
        return model.stream()
                .filter(put -> put.time >= cut)
                .sorted(
                        Comparator.comparingLong(Put::time)
                                .thenComparingInt(Put::partition)
                                .thenComparingLong(Put::offset))
                .toList();
    }

    private List<Put> seen(Timeline timeline, int cursor) {
        List<Put> seen = new ArrayList<>();
        timeline.scan(
                cursor,
                Long.MAX_VALUE,
                values,
                event -> {
                    assertThat(event.holds[0]).isEqualTo(event.words[0] % 2 == 0);
                    seen.add(new Put(event.time, event.partition, event.offset, event.words[0]));
                });
        return seen;
    }
}
