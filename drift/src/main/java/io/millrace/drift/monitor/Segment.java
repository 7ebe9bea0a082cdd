package io.millrace.drift.monitor;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;

/**
 * Which events are looked at by themselves, such as those of one country; {@link #ALL} are all.
 *
 * @param name what they're divided by, such as country
 * @param value what they have in common, such as PT; {@link #OTHER} for those of values that aren't
 *     kept, {@link #NONE} for those without one
 */
public record Segment(String name, String value) implements Comparable<Segment> {
    /** All events. */
    public static final Segment ALL = new Segment("", "");

    /** Stands for the values that aren't kept, all together. */
    public static final String OTHER = "OTHER";

    /** Stands for no value. */
    public static final String NONE = "null";

    private static final Comparator<Segment> ORDER =
            Comparator.comparing(Segment::name).thenComparing(Segment::value);

    public Segment {
        if (name.isEmpty() != value.isEmpty()) {
            throw new IllegalArgumentException(
                    "a segment of \"" + name + "\" and \"" + value + "\"; both have a text");
        }
    }

    public boolean isAll() {
        return name.isEmpty();
    }

    Segment other() {
        return isAll() ? this : new Segment(name, OTHER);
    }

    /** As in records: {@code country=PT}; null for all events. */
    public @Nullable String text() {
        return isAll() ? null : name + "=" + value;
    }

    @Override
    public int compareTo(Segment other) {
        return ORDER.compare(this, other);
    }
}
