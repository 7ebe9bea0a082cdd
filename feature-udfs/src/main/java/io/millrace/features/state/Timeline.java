package io.millrace.features.state;

import io.millrace.features.Tiles;
import io.millrace.features.state.ClosedTiles.Closed;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

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
 * <p>Tiles are numbered upwards from 0.
 */
public final class Timeline implements ClosedTiles.Cursors {
    private final Layout layout;
    private final int tileBytes;
    private final ClosedTiles closed;
    private final long[] cursorTile;
    private final int[] cursorOffset;
    private final long[] savedTile;
    private final int[] savedOffset;

    private final ByteWriter open = new ByteWriter();
    private final ByteWriter scratch = new ByteWriter();
    private final ByteReader reader = new ByteReader();
    private final Values probe;
    private long openBase;
    private long openNumber;
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
        closed = new ClosedTiles(keys);
        this.probe = probe;
        cursorTile = new long[cursors];
        cursorOffset = new int[cursors];
        savedTile = new long[cursors];
        savedOffset = new int[cursors];
    }

    /** Attaches a key that has no events. */
    public void reset(Tiles newTiles) {
        closed.attach(newTiles);
        clear();
    }

    private void clear() {
        open.clear();
        closed.clear();
        openNumber = 0;
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

    /** About how long the tiles are that are closed: those in the map. */
    public long closedBytes() {
        return Math.max(0, openNumber - closed.first()) * tileBytes;
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
        for (int i = 0; i < cursorTile.length; i++) {
            if (cursorTile[i] == openNumber && cursorOffset[i] == open.length()) {
                cursorTile[i]++;
                cursorOffset[i] = 0;
            }
        }
        closed.add(openNumber, openBase, open, isIn(openNumber));
        openNumber++;
        open.clear();
    }

    @Override
    public boolean isIn(long number) {
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
            Closed tile = closed.get(cursorTile[cursor], cursorOffset[cursor]);
            if (cursorOffset[cursor] < tile.length()) {
                reader.reset(tile.bytes(), tile.position(cursorOffset[cursor]), tile.to());
                seekBase = tile.base();
                return true;
            }
            cursorTile[cursor]++;
            cursorOffset[cursor] = 0;
        }
        reader.reset(open.array(), cursorOffset[cursor], open.length());
        seekBase = openBase;
        return cursorOffset[cursor] < open.length();
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
        closed.removeBefore(needed);
        closed.dropUnused(this);
    }

    /** Forgets every event and removes every tile. */
    public void dropAll() {
        closed.removeBefore(openNumber);
        clear();
    }

    /** Puts a cursor where another one is. */
    public void moveCursor(int cursor, int target) {
        cursorTile[cursor] = cursorTile[target];
        cursorOffset[cursor] = cursorOffset[target];
    }

    /** Remembers where every cursor is. */
    public void saveCursors() {
        System.arraycopy(cursorTile, 0, savedTile, 0, savedTile.length);
        System.arraycopy(cursorOffset, 0, savedOffset, 0, savedOffset.length);
    }

    /** Puts every cursor back; nothing may have been added or dropped in between. */
    public void restoreCursors() {
        System.arraycopy(savedTile, 0, cursorTile, 0, savedTile.length);
        System.arraycopy(savedOffset, 0, cursorOffset, 0, savedOffset.length);
    }

    /** What's done with an event; says whether to go on. */
    public interface Search {
        boolean visit(Values values);
    }

    /** Visits the events from one cursor up to another; no cursor moves. */
    public void between(int from, int to, Values values, Search search) {
        boolean endsEarlier = seek(to);
        long tile = cursorTile[from];
        int offset = cursorOffset[from];
        boolean more = true;
        while (more && seek(from)) {
            boolean ends =
                    endsEarlier
                            && cursorTile[from] == cursorTile[to]
                            && cursorOffset[from] == cursorOffset[to];
            if (ends) {
                break;
            }
            read(from, values);
            more = search.visit(values);
        }
        cursorTile[from] = tile;
        cursorOffset[from] = offset;
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
        Closed tile = tileFor(values);
        if (tile == null && open.length() == 0) {
            openBase = values.time;
        }
        long base = tile == null ? openBase : tile.base();
        if (tile == null) {
            reader.reset(open.array(), 0, open.length());
        } else {
            reader.reset(tile.bytes(), tile.from(), tile.to());
        }
        int offset = place(values, base);
        scratch.clear();
        layout.write(values, base, scratch);
        if (tile == null) {
            open.insert(offset, scratch.array(), 0, scratch.length());
        } else {
            closed.insert(tile, offset, scratch);
        }
        long number = tile == null ? openNumber : tile.number();
        moveCursors(number, offset, scratch.length(), values.time, cuts);
    }

    /** The closed tile that an event belongs to; null for the open one. */
    private @Nullable Closed tileFor(Values values) {
        long number = openNumber;
        reader.reset(open.array(), 0, open.length());
        if (number == closed.first() || (open.length() > 0 && !isBeforeFirst(values, openBase))) {
            return null;
        }
        Closed tile;
        do {
            tile = closed.load(--number);
            reader.reset(tile.bytes(), tile.from(), tile.to());
        } while (number > closed.first()
                && (reader.remaining() == 0 || isBeforeFirst(values, tile.base())));
        return tile;
    }

    /**
     * Takes out the event that stands where this one does, by (time, partition, offset); false if
     * there's none. The layout must keep coordinates. Cursors go on standing where they are.
     */
    public boolean remove(Values values) {
        Closed tile = tileFor(values);
        if (tile == null) {
            reader.reset(open.array(), 0, open.length());
        } else {
            reader.reset(tile.bytes(), tile.from(), tile.to());
        }
        long base = tile == null ? openBase : tile.base();
        int start = reader.position();
        while (reader.remaining() > 0) {
            int at = reader.position();
            layout.read(reader, base, probe);
            int order = order(values, probe);
            if (order == 0) {
                cut(tile, at - start, reader.position() - at);
            }
            if (order <= 0) {
                return order == 0;
            }
        }
        return false;
    }

    private void cut(@Nullable Closed tile, int offset, int count) {
        if (tile == null) {
            open.cut(offset, count);
        } else {
            closed.cut(tile, offset, count);
        }
        long number = tile == null ? openNumber : tile.number();
        for (int i = 0; i < cursorTile.length; i++) {
            if (cursorTile[i] == number && cursorOffset[i] > offset) {
                cursorOffset[i] -= count;
            }
        }
    }

    private boolean isBeforeFirst(Values values, long base) {
        layout.read(reader, base, probe);
        return order(values, probe) < 0;
    }

    /** By (time, partition, offset). */
    public static int order(Values left, Values right) {
        int byTime = Long.compare(left.time, right.time);
        int byPartition = byTime != 0 ? byTime : Integer.compare(left.partition, right.partition);
        return byPartition != 0 ? byPartition : Long.compare(left.offset, right.offset);
    }

    /** Offset of the first event after this one, of those that the reader is at. */
    private int place(Values values, long base) {
        int start = reader.position();
        int at = start;
        while (reader.remaining() > 0) {
            layout.read(reader, base, probe);
            if (order(values, probe) < 0) {
                break;
            }
            at = reader.position();
        }
        return at - start;
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

    /**
     * Whether the events that cursors have before them are in the open tile, and take so many bytes
     * at most.
     */
    public boolean isWithin(int bytes) {
        return closed.first() == openNumber
                && open.length() - passed(openNumber, open.length()) <= bytes;
    }

    /** Whether a cursor is where another one is, or before it. */
    public boolean isNotBehind(int cursor, int other) {
        return cursorTile[cursor] < cursorTile[other]
                || (cursorTile[cursor] == cursorTile[other]
                        && cursorOffset[cursor] <= cursorOffset[other]);
    }

    /** Packs what a key needs in its head. Afterwards another key has to be attached. */
    public void write(ByteWriter out) {
        for (int i = 0; i < cursorTile.length; i++) {
            seek(i);
        }
        dropConsumed();
        int dead = closed.first() == openNumber ? passed(openNumber, open.length()) : 0;
        out.putUnsigned(openNumber);
        out.putSigned(openBase);
        out.putSigned(newest - openBase); // may wrap, and back again
        out.putUnsigned(open.length() - dead);
        out.write(open.array(), dead, open.length() - dead);
        closed.write(this, out);
        for (int i = 0; i < cursorTile.length; i++) {
            out.putUnsigned(cursorTile[i]);
            out.putUnsigned(cursorOffset[i] - (cursorTile[i] == openNumber ? dead : 0));
        }
    }

    /** Bytes at a tile's front that every cursor in it has passed. */
    @Override
    public int passed(long tile, int length) {
        int passed = length;
        for (int i = 0; i < cursorTile.length; i++) {
            if (cursorTile[i] == tile) {
                passed = Math.min(passed, cursorOffset[i]);
            }
        }
        return passed;
    }

    public void read(ByteReader in, Tiles newTiles) {
        closed.attach(newTiles);
        openNumber = in.getUnsigned();
        openBase = in.getSigned();
        newest = openBase + in.getSigned();
        int openLength = in.getCount();
        open.clear();
        open.write(in.array(), in.position(), openLength);
        in.skipBytes(openLength);
        closed.read(in);
        for (int i = 0; i < cursorTile.length; i++) {
            cursorTile[i] = in.getUnsigned();
            cursorOffset[i] = in.getCount();
        }
    }
}
