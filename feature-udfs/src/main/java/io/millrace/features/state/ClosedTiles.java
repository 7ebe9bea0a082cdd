package io.millrace.features.state;

import io.millrace.features.Tiles;

import java.util.ArrayList;
import java.util.List;

/**
 * A key's closed tiles: in the map, and of those that a cursor is in, what it still needs, carried
 * in the head. In the map a tile is its base time (8 bytes) and then events of a {@link Layout}.
 */
final class ClosedTiles {
    private static final int HEADER = 8;

    /**
     * A closed tile, or what's left of one, within some array.
     *
     * @param skipped how much of its front is missing; offsets count from before that
     */
    record Closed(long number, long base, int skipped, byte[] bytes, int from, int to) {

        int length() {
            return skipped + to - from;
        }

        /** The position of an offset in the array. */
        int position(int offset) {
            return from + offset - skipped;
        }
    }

    private final Timeline.TileKeys keys;
    private final List<Closed> carried = new ArrayList<>();
    private final ByteReader reader = new ByteReader();
    private final ByteWriter scratch = new ByteWriter();
    private Tiles tiles = NoTiles.INSTANCE;
    private long first;

    ClosedTiles(Timeline.TileKeys keys) {
        this.keys = keys;
    }

    void attach(Tiles newTiles) {
        tiles = newTiles;
    }

    void clear() {
        carried.clear();
        first = 0;
    }

    /** Number of the oldest tile in the map, if there's one. */
    long first() {
        return first;
    }

    /** Puts a tile into the map, and carries it if a cursor is in it. */
    void add(long number, long base, ByteWriter events, boolean carry) {
        scratch.clear();
        scratch.putLong(base);
        scratch.write(events.array(), 0, events.length());
        byte[] bytes = scratch.toArray();
        tiles.put(keys.key(number), bytes);
        if (carry) {
            carried.add(new Closed(number, base, 0, bytes, HEADER, bytes.length));
        }
    }

    /** A tile with everything from an offset on, to be carried from now on. */
    Closed get(long number, int offset) {
        for (int i = carried.size() - 1; i >= 0; i--) {
            Closed tile = carried.get(i);
            if (tile.number == number) {
                if (offset >= tile.skipped) {
                    return tile;
                }
                carried.remove(i);
            }
        }
        Closed tile = load(number);
        carried.add(tile);
        return tile;
    }

    /** A whole tile from the map. */
    Closed load(long number) {
        byte[] bytes = tiles.get(keys.key(number));
        if (bytes == null) {
            throw new IllegalStateException(
                    "tile "
                            + number
                            + " is gone from the state, and a window still needs it: head and tiles"
                            + " of a key belong together");
        }
        reader.reset(bytes, 0, bytes.length);
        return new Closed(number, reader.getLong(), 0, bytes, HEADER, bytes.length);
    }

    /** Puts an event into a whole tile. */
    void insert(Closed tile, int offset, ByteWriter event) {
        int at = tile.position(offset);
        int count = event.length();
        byte[] bytes = new byte[tile.bytes.length + count];
        System.arraycopy(tile.bytes, 0, bytes, 0, at);
        System.arraycopy(event.array(), 0, bytes, at, count);
        System.arraycopy(tile.bytes, at, bytes, at + count, tile.to - at);
        replace(tile, bytes);
    }

    /** Cuts an event out of a whole tile. */
    void cut(Closed tile, int offset, int count) {
        int at = tile.position(offset);
        byte[] bytes = new byte[tile.bytes.length - count];
        System.arraycopy(tile.bytes, 0, bytes, 0, at);
        System.arraycopy(tile.bytes, at + count, bytes, at, bytes.length - at);
        replace(tile, bytes);
    }

    private void replace(Closed tile, byte[] bytes) {
        tiles.put(keys.key(tile.number), bytes);
        carried.removeIf(old -> old.number == tile.number);
        carried.add(new Closed(tile.number, tile.base, 0, bytes, HEADER, bytes.length));
    }

    /** Removes tiles from the map, up to a number. */
    void removeBefore(long number) {
        while (first < number) {
            tiles.remove(keys.key(first++));
        }
    }

    /** Tells of a tile whether a cursor is in it, and how much of it every cursor has passed. */
    interface Cursors {
        boolean isIn(long number);

        int passed(long number, int length);
    }

    /** Drops what no cursor is in. */
    void dropUnused(Cursors cursors) {
        for (int i = carried.size() - 1; i >= 0; i--) {
            if (!cursors.isIn(carried.get(i).number)) {
                carried.remove(i);
            }
        }
    }

    void write(Cursors cursors, ByteWriter out) {
        out.putUnsigned(first);
        out.putUnsigned(carried.size());
        for (int i = 0; i < carried.size(); i++) {
            Closed tile = carried.get(i);
            int skipped = cursors.passed(tile.number, tile.length());
            int from = tile.position(skipped);
            out.putUnsigned(tile.number);
            out.putLong(tile.base);
            out.putUnsigned(skipped);
            out.putUnsigned(tile.to - from);
            out.write(tile.bytes, from, tile.to - from);
        }
    }

    void read(ByteReader in) {
        carried.clear();
        first = in.getUnsigned();
        for (int left = in.getCount(); left > 0; left--) {
            long number = in.getUnsigned();
            long base = in.getLong();
            int skipped = in.getCount();
            int length = in.getCount();
            int from = in.position();
            carried.add(new Closed(number, base, skipped, in.array(), from, from + length));
            in.skipBytes(length);
        }
    }
}
