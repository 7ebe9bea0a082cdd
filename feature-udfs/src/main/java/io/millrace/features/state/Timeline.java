package io.millrace.features.state;

import io.millrace.features.Tiles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One key's events in order, packed in tiles, and cursors that walk over them: one for each window,
 * at the first event that's still within it.
 *
 * <p>The newest events are in the open tile, which is a part of the key's head. When it's full,
 * it's closed and put into the map of tiles. A tile is read again only when a cursor crosses into
 * it, and from then on what's left of it is carried in the head until the cursor has passed. So an
 * event is written once, read once by each window, and costs the same whether a window is a second
 * or a month long. A tile holds a number of bytes, not a span of time: a key with an event a week
 * never has more than the open one.
 *
 * <p>Tiles are numbered upwards from 0. Closed tile: base time (8 bytes), then events of a {@link
 * Layout} relative to it.
 */
public final class Timeline {
    private static final int TILE_HEADER = 8;

    /**
     * A closed tile, or what's left of one, within some array.
     *
     * @param skipped how much of its front is missing; offsets count from before that
     */
    private record Closed(long number, long base, int skipped, byte[] bytes, int from, int to) {
        int length() {
            return skipped + to - from;
        }
    }

    private final Layout layout;
    private final int tileBytes;
    private final TileKeys keys;
    private final long[] cursorTile;
    private final int[] cursorOffset;

    private final ByteWriter open = new ByteWriter();
    private final ByteWriter scratch = new ByteWriter();
    private final ByteReader reader = new ByteReader();
    private final List<Closed> carried = new ArrayList<>();
    private final Values probe;
    private Tiles tiles = NoTiles.INSTANCE;
    private long openBase;
    private long openNumber;
    private long firstNumber;
    private long newest;

    /** Maps a tile's number to its key in the map. */
    public interface TileKeys {
        long key(long number);
    }

    /**
     * @param cursors how many there are
     * @param tileBytes from which length on a tile is closed
     * @param probe a {@link Values} of the layout's shape, for the timeline's own use
     */
    public Timeline(Layout layout, int cursors, int tileBytes, TileKeys keys, Values probe) {
        this.layout = layout;
        this.tileBytes = tileBytes;
        this.keys = keys;
        this.probe = probe;
        cursorTile = new long[cursors];
        cursorOffset = new int[cursors];
    }

    /** Attaches a key that has no events. */
    public void reset(Tiles newTiles) {
        tiles = newTiles;
        clear();
    }

    private void clear() {
        open.clear();
        carried.clear();
        openNumber = 0;
        firstNumber = 0;
        newest = Long.MIN_VALUE;
        Arrays.fill(cursorTile, 0);
        Arrays.fill(cursorOffset, 0);
    }

    /** Time of the newest event that was ever appended; {@link Long#MIN_VALUE} before any. */
    public long newest() {
        return newest;
    }

    /** Whether no cursor has an event before it. */
    public boolean isConsumed() {
        for (int i = 0; i < cursorTile.length; i++) {
            if (peekTime(i) != Long.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    /** Adds an event that's not before any other. */
    public void append(Values values) {
        if (open.length() >= tileBytes) {
            closeTile();
        }
        if (open.length() == 0) {
            openBase = values.time;
        }
        layout.write(values, openBase, open);
        newest = Math.max(newest, values.time);
    }

    private void closeTile() {
        scratch.clear();
        scratch.putLong(openBase);
        scratch.write(open.array(), 0, open.length());
        byte[] bytes = scratch.toArray();
        tiles.put(keys.key(openNumber), bytes);
        for (int i = 0; i < cursorTile.length; i++) {
            if (cursorTile[i] == openNumber && cursorOffset[i] == open.length()) {
                cursorTile[i]++;
                cursorOffset[i] = 0;
            }
        }
        if (anyCursorIn(openNumber)) {
            carried.add(new Closed(openNumber, openBase, 0, bytes, TILE_HEADER, bytes.length));
        }
        openNumber++;
        open.clear();
    }

    private boolean anyCursorIn(long number) {
        for (long tile : cursorTile) {
            if (tile == number) {
                return true;
            }
        }
        return false;
    }

    /** Time of the event at a cursor; {@link Long#MAX_VALUE} at the end. */
    public long peekTime(int cursor) {
        return seek(cursor) ? seekBase + reader.getSigned() : Long.MAX_VALUE;
    }

    /** Reads the event at a cursor, and moves it to the next. There must be one. */
    public void read(int cursor, Values values) {
        if (!seek(cursor)) {
            throw new IllegalStateException("cursor " + cursor + " is at the end");
        }
        int start = reader.position();
        layout.read(reader, seekBase, values);
        cursorOffset[cursor] += reader.position() - start;
    }

    private long seekBase;

    /** Puts the reader at a cursor's event; false at the end. */
    private boolean seek(int cursor) {
        while (cursorTile[cursor] < openNumber) {
            Closed tile = carried(cursorTile[cursor], cursorOffset[cursor]);
            if (cursorOffset[cursor] < tile.length()) {
                int from = tile.from + cursorOffset[cursor] - tile.skipped;
                reader.reset(tile.bytes, from, tile.to);
                seekBase = tile.base;
                return true;
            }
            cursorTile[cursor]++;
            cursorOffset[cursor] = 0;
        }
        reader.reset(open.array(), cursorOffset[cursor], open.length());
        seekBase = openBase;
        return cursorOffset[cursor] < open.length();
    }

    /** A tile with everything from an offset on. */
    private Closed carried(long number, int offset) {
        for (int i = 0; i < carried.size(); i++) {
            Closed tile = carried.get(i);
            if (tile.number == number) {
                if (offset >= tile.skipped) {
                    return tile;
                }
                carried.remove(i--);
            }
        }
        Closed tile = load(number);
        carried.add(tile);
        return tile;
    }

    private Closed load(long number) {
        byte[] bytes = tiles.get(keys.key(number));
        if (bytes == null) {
            throw new IllegalStateException(
                    "tile "
                            + number
                            + " is gone from the state, and a window still needs it: head and tiles"
                            + " of a key belong together");
        }
        reader.reset(bytes, 0, bytes.length);
        return new Closed(number, reader.getLong(), 0, bytes, TILE_HEADER, bytes.length);
    }

    /** Moves a cursor behind everything. */
    public void toEnd(int cursor) {
        cursorTile[cursor] = openNumber;
        cursorOffset[cursor] = open.length();
    }

    /** Removes the tiles that every cursor has passed. */
    public void dropConsumed() {
        long needed = openNumber;
        for (int i = 0; i < cursorTile.length; i++) {
            needed = Math.min(needed, cursorTile[i]);
        }
        while (firstNumber < needed) {
            tiles.remove(keys.key(firstNumber++));
        }
        for (int i = carried.size() - 1; i >= 0; i--) {
            if (!anyCursorIn(carried.get(i).number)) {
                carried.remove(i);
            }
        }
    }

    /** Forgets every event and removes every tile. */
    public void dropAll() {
        while (firstNumber < openNumber) {
            tiles.remove(keys.key(firstNumber++));
        }
        clear();
    }

    /** What a scan does with an event. */
    public interface Visitor {
        void visit(Values values);
    }

    /** Visits the events from a cursor on that are before a time; no cursor moves. */
    public void scan(int cursor, long before, Values values, Visitor visitor) {
        long tile = cursorTile[cursor];
        int offset = cursorOffset[cursor];
        while (peekTime(cursor) < before) {
            read(cursor, values);
            visitor.visit(values);
        }
        cursorTile[cursor] = tile;
        cursorOffset[cursor] = offset;
    }

    /**
     * Puts an event in its place by (time, partition, offset). The layout must keep coordinates.
     *
     * @param cuts of each cursor the time from which on events are within its window
     */
    public void insert(Values values, long[] cuts) {
        newest = Math.max(newest, values.time);
        long number = openNumber;
        Closed closed = null;
        if (number > firstNumber && (open.length() == 0 || isBefore(values, open.array(), 0))) {
            do {
                closed = load(--number);
            } while (number > firstNumber && isBefore(values, closed));
        }
        if (closed == null) {
            insertIntoOpen(values, cuts);
        } else {
            insertInto(closed, values, cuts);
        }
    }

    private boolean isBefore(Values values, Closed tile) {
        reader.reset(tile.bytes, tile.from, tile.to);
        layout.read(reader, tile.base, probe);
        return order(values, probe) < 0;
    }

    private boolean isBefore(Values values, byte[] bytes, int from) {
        reader.reset(bytes, from, open.length());
        layout.read(reader, openBase, probe);
        return order(values, probe) < 0;
    }

    /** By (time, partition, offset). */
    public static int order(Values left, Values right) {
        int byTime = Long.compare(left.time, right.time);
        int byPartition = byTime != 0 ? byTime : Integer.compare(left.partition, right.partition);
        return byPartition != 0 ? byPartition : Long.compare(left.offset, right.offset);
    }

    private void insertIntoOpen(Values values, long[] cuts) {
        if (open.length() == 0) {
            openBase = values.time;
        }
        reader.reset(open.array(), 0, open.length());
        int at = place(values, openBase, 0);
        scratch.clear();
        layout.write(values, openBase, scratch);
        open.insert(at, scratch.array(), 0, scratch.length());
        moveCursors(openNumber, at, scratch.length(), values.time, cuts);
    }

    private void insertInto(Closed tile, Values values, long[] cuts) {
        reader.reset(tile.bytes, tile.from, tile.to);
        int at = place(values, tile.base, tile.from);
        scratch.clear();
        layout.write(values, tile.base, scratch);
        int count = scratch.length();
        byte[] bytes = new byte[tile.bytes.length + count];
        System.arraycopy(tile.bytes, 0, bytes, 0, at);
        System.arraycopy(scratch.array(), 0, bytes, at, count);
        System.arraycopy(tile.bytes, at, bytes, at + count, tile.to - at);
        tiles.put(keys.key(tile.number), bytes);
        carried.removeIf(old -> old.number == tile.number);
        carried.add(new Closed(tile.number, tile.base, 0, bytes, TILE_HEADER, bytes.length));
        moveCursors(tile.number, at - tile.from, count, values.time, cuts);
    }

    /** Position of the first event after this one, from the reader's on. */
    private int place(Values values, long base, int start) {
        int at = start;
        while (reader.remaining() > 0) {
            layout.read(reader, base, probe);
            if (order(values, probe) < 0) {
                return at;
            }
            at = reader.position();
        }
        return at;
    }

    private void moveCursors(long tile, int offset, int count, long time, long[] cuts) {
        for (int i = 0; i < cursorTile.length; i++) {
            boolean behind =
                    cursorTile[i] > tile || (cursorTile[i] == tile && cursorOffset[i] > offset);
            boolean at = cursorTile[i] == tile && cursorOffset[i] == offset;
            if (time >= cuts[i]) {
                // Within the window: the cursor stands at it or before it.
                if (behind) {
                    cursorTile[i] = tile;
                    cursorOffset[i] = offset;
                }
            } else if (cursorTile[i] == tile && (behind || at)) {
                cursorOffset[i] += count;
            } else if (cursorTile[i] < tile) {
                cursorTile[i] = tile;
                cursorOffset[i] = offset + count;
            }
        }
    }

    /** Packs what a key needs in its head. Afterwards another key has to be attached. */
    public void write(ByteWriter out) {
        for (int i = 0; i < cursorTile.length; i++) {
            seek(i);
        }
        dropConsumed();
        int dead = firstNumber == openNumber ? passed(openNumber, open.length()) : 0;
        out.putSigned(newest);
        out.putUnsigned(firstNumber);
        out.putUnsigned(openNumber);
        out.putLong(openBase);
        out.putUnsigned(open.length() - dead);
        out.write(open.array(), dead, open.length() - dead);
        out.putUnsigned(carried.size());
        for (int i = 0; i < carried.size(); i++) {
            Closed tile = carried.get(i);
            int skipped = passed(tile.number, tile.length());
            int from = tile.from + skipped - tile.skipped;
            out.putUnsigned(tile.number);
            out.putLong(tile.base);
            out.putUnsigned(skipped);
            out.putUnsigned(tile.to - from);
            out.write(tile.bytes, from, tile.to - from);
        }
        for (int i = 0; i < cursorTile.length; i++) {
            out.putUnsigned(cursorTile[i]);
            out.putUnsigned(cursorOffset[i] - (cursorTile[i] == openNumber ? dead : 0));
        }
    }

    /** Bytes at a tile's front that every cursor in it has passed. */
    private int passed(long tile, int length) {
        int passed = length;
        for (int i = 0; i < cursorTile.length; i++) {
            if (cursorTile[i] == tile) {
                passed = Math.min(passed, cursorOffset[i]);
            }
        }
        return passed;
    }

    public void read(ByteReader in, Tiles newTiles) {
        tiles = newTiles;
        carried.clear();
        newest = in.getSigned();
        firstNumber = in.getUnsigned();
        openNumber = in.getUnsigned();
        openBase = in.getLong();
        int openLength = in.getCount();
        open.clear();
        open.write(in.array(), in.position(), openLength);
        in.skipBytes(openLength);
        for (int left = in.getCount(); left > 0; left--) {
            long number = in.getUnsigned();
            long base = in.getLong();
            int skipped = in.getCount();
            int length = in.getCount();
            int from = in.position();
            carried.add(new Closed(number, base, skipped, in.array(), from, from + length));
            in.skipBytes(length);
        }
        for (int i = 0; i < cursorTile.length; i++) {
            cursorTile[i] = in.getUnsigned();
            cursorOffset[i] = in.getCount();
        }
    }
}
