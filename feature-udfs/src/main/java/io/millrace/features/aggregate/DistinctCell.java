package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * Distinct values with their counts: all of them up to a bound, and beyond it a sample that gives
 * an estimate.
 *
 * <p>The sample is adaptive (Wegman's): at level L it has the values whose 64-bit hash begins with
 * L zeros, and the estimate is {@code 2^L} times their number at the first level that has no more
 * than the bound. So it's a function of the set, and values can be taken away, since each has its
 * count. What's stored is at a level that has more than the bound, or at level 0; when values leave
 * and it no longer has, the window is looked through again. A quarter of the bound lies between
 * going up and coming down, so that this is rare. The relative standard error is between {@code
 * 1/√bound} and {@code √2/√bound}.
 *
 * <p>Sorted by hash. Hashes of numbers are one to one; of text, two that differ are one value with
 * a chance of 2^-64. -0.0 and 0.0 are one value.
 */
final class DistinctCell implements Cell {
    private final int column;
    private final ValueType type;
    private final int bound;
    private final boolean keepsValues;
    private final Window window;

    private long[] hashes = new long[16];
    private long[] counts = new long[16];
    private long[] words = new long[16];
    private @Nullable String[] texts = new @Nullable String[16];
    private int size;
    private int level;
    private long total;

    /**
     * @param keepsValues for {@code top}; otherwise hashes are enough
     */
    DistinctCell(int column, ValueType type, int bound, boolean keepsValues, Window window) {
        this.column = column;
        this.type = type;
        this.bound = bound;
        this.keepsValues = keepsValues;
        this.window = window;
    }

    @Override
    public void clear() {
        Arrays.fill(texts, 0, size, null);
        size = 0;
        level = 0;
        total = 0;
    }

    @Override
    public void add(Values values) {
        total++;
        put(values);
    }

    private void put(Values values) {
        long word = word(values);
        String text = values.texts[column];
        long hash = Hashes.of(word, text);
        if (Long.numberOfLeadingZeros(hash) < level) {
            return;
        }
        int place = place(hash);
        if (place >= 0) {
            counts[place]++;
            return;
        }
        insert(-place - 1, hash, word, keepsValues ? text : null);
        while (sizeAt(level + 1) > bound + bound / 4) {
            level++;
            keep(sizeAt(level));
        }
    }

    @Override
    public void evict(Values values) {
        total--;
        long hash = Hashes.of(word(values), values.texts[column]);
        if (Long.numberOfLeadingZeros(hash) >= level) {
            int place = place(hash);
            if (--counts[place] == 0) {
                remove(place);
            }
        }
    }

    private long word(Values values) {
        long word = values.words[column];
        return type == ValueType.DOUBLE && word == Long.MIN_VALUE ? 0 : word;
    }

    /** Index of a hash, or {@code -place - 1}; unsigned order. */
    private int place(long hash) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(hashes[middle], hash);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private int sizeAt(int ofLevel) {
        if (ofLevel <= 0) {
            return size;
        }
        int place = place(1L << (64 - ofLevel));
        return place >= 0 ? place : -place - 1;
    }

    private void insert(int place, long hash, long word, @Nullable String text) {
        ensureCapacity(size + 1);
        int behind = size - place;
        System.arraycopy(hashes, place, hashes, place + 1, behind);
        System.arraycopy(counts, place, counts, place + 1, behind);
        System.arraycopy(words, place, words, place + 1, behind);
        System.arraycopy(texts, place, texts, place + 1, behind);
        hashes[place] = hash;
        counts[place] = 1;
        words[place] = word;
        texts[place] = text;
        size++;
    }

    private void ensureCapacity(int capacity) {
        if (capacity > hashes.length) {
            int more = Math.max(capacity, 2 * hashes.length);
            hashes = Arrays.copyOf(hashes, more);
            counts = Arrays.copyOf(counts, more);
            words = Arrays.copyOf(words, more);
            texts = Arrays.copyOf(texts, more);
        }
    }

    private void remove(int place) {
        int behind = size - place - 1;
        System.arraycopy(hashes, place + 1, hashes, place, behind);
        System.arraycopy(counts, place + 1, counts, place, behind);
        System.arraycopy(words, place + 1, words, place, behind);
        System.arraycopy(texts, place + 1, texts, place, behind);
        keep(size - 1);
    }

    private void keep(int newSize) {
        Arrays.fill(texts, newSize, size, null);
        size = newSize;
    }

    @Override
    public boolean isEmpty() {
        return total == 0;
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        if (level > 0 && size <= bound) {
            long kept = total;
            clear();
            total = kept;
            window.visit(
                    values -> {
                        put(values);
                        return true;
                    });
        }
        boolean isExact = level == 0 && size <= bound;
        switch (statistic.kind()) {
            case COUNT_DISTINCT, APPROX_COUNT_DISTINCT ->
                    result.setLong(isExact ? size : estimate());
            case ENTROPY -> {
                if (total == 0 || !isExact) {
                    result.setNothing();
                } else {
                    result.setDouble(entropy());
                }
            }
            default -> {
                int place = isExact ? frequent(statistic.rank()) : -1;
                if (place < 0) {
                    result.setNothing();
                } else if (statistic.kind() == Statistic.Kind.TOP_COUNT) {
                    result.setLong(counts[place]);
                } else {
                    result.set(type, words[place], texts[place]);
                }
            }
        }
    }

    private long estimate() {
        int first = Math.max(level, 1);
        while (sizeAt(first) > bound) {
            first++;
        }
        return (long) sizeAt(first) << first;
    }

    /** In bits: {@code log2 n - (Σ c log2 c) / n}, summed by ascending counts. */
    private double entropy() {
        long[] sorted = Arrays.copyOf(counts, size);
        Arrays.sort(sorted);
        double sum = 0;
        for (long count : sorted) {
            double share = (double) count / total;
            sum -= share * StrictMath.log(share);
        }
        return size == 1 ? 0.0 : sum / StrictMath.log(2);
    }

    /** The k-th most frequent; of equally frequent ones the smaller value comes first. */
    private int frequent(int rank) {
        if (rank > size) {
            return -1;
        }
        int found = -1;
        for (int k = 0; k < rank; k++) {
            int best = -1;
            for (int i = 0; i < size; i++) {
                boolean left = found < 0 || order(found, i) < 0;
                if (left && (best < 0 || order(i, best) < 0)) {
                    best = i;
                }
            }
            found = best;
        }
        return found;
    }

    private int order(int left, int right) {
        int byCount = Long.compare(counts[right], counts[left]);
        if (byCount != 0) {
            return byCount;
        }
        return switch (type) {
            case STRING ->
                    Hashes.compareByCodePoint(
                            Objects.requireNonNull(texts[left]),
                            Objects.requireNonNull(texts[right]));
            case DOUBLE ->
                    Double.compare(
                            Double.longBitsToDouble(words[left]),
                            Double.longBitsToDouble(words[right]));
            default -> Long.compare(words[left], words[right]);
        };
    }

    @Override
    public void write(ByteWriter out) {
        out.putUnsigned(total);
        out.putUnsigned(level);
        out.putUnsigned(size);
        for (int i = 0; i < size; i++) {
            out.putUnsigned(counts[i]);
            if (type != ValueType.STRING) {
                out.putLong(words[i]);
            } else if (keepsValues) {
                out.putText(Objects.requireNonNull(texts[i]));
            } else {
                out.putLong(hashes[i]);
            }
        }
    }

    @Override
    public void read(ByteReader in) {
        clear();
        total = in.getUnsigned();
        level = in.getCount();
        int count = in.getCount();
        ensureCapacity(count);
        size = count;
        for (int i = 0; i < size; i++) {
            counts[i] = in.getUnsigned();
            if (type != ValueType.STRING) {
                words[i] = in.getLong();
                hashes[i] = Hashes.of(words[i], null);
            } else if (keepsValues) {
                String text = in.getText();
                texts[i] = text;
                words[i] = 0;
                hashes[i] = Hashes.of(0, text);
            } else {
                words[i] = 0;
                hashes[i] = in.getLong();
            }
        }
    }
}
