package io.millrace.drift.policy;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Alerts about sources that have fallen silent: nothing was written to a source's topic for a
 * declared time. It goes by the brokers' clock; the alert's id and times follow from the newest
 * record's timestamp alone, whenever somebody looks. A topic that never had a record isn't silent.
 *
 * <p>Not safe for use by several threads.
 */
public final class FreshnessWatch {
    /** The rule of an alert about a silent source. */
    public static final String NO_EVENTS = "no-events";

    private static final byte VERSION = 1;

    private final ModelVersion about;
    private final long limit;

    /** The newest record before the silence, by source. */
    private final Map<String, Long> silentSince = new TreeMap<>();

    /**
     * @param about pipeline and model; the digest is empty
     * @param limit how long a source may be silent, above zero
     */
    public FreshnessWatch(ModelVersion about, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit is " + limit + ", it has to be above 0");
        }
        this.about = about;
        this.limit = limit.toMillis();
    }

    /**
     * Looks at a source.
     *
     * @param newest timestamp of its newest record, epoch milliseconds
     * @param now of the brokers' clock, epoch milliseconds
     */
    public Optional<Alert> look(String source, long newest, long now) {
        Long since = silentSince.get(source);
        if (since != null && newest > since) {
            silentSince.remove(source);
            return Optional.of(
                    alert(
                            Alert.State.RESOLVED,
                            source,
                            since,
                            newest,
                            source + " has events again"));
        }
        if (since == null && now - newest >= limit) {
            silentSince.put(source, newest);
            String summary =
                    "%s has had no event for %s, since %s"
                            .formatted(
                                    source,
                                    Duration.ofMillis(limit)
                                            .toString()
                                            .substring(2)
                                            .toLowerCase(java.util.Locale.ROOT),
                                    Instant.ofEpochMilli(newest));
            return Optional.of(alert(Alert.State.FIRING, source, newest, newest + limit, summary));
        }
        return Optional.empty();
    }

    private Alert alert(Alert.State state, String source, long since, long asOf, String summary) {
        return new Alert(
                AlertBook.id(about, NO_EVENTS, source, since),
                about.digest(),
                state,
                Alert.Severity.CRITICAL,
                NO_EVENTS,
                source,
                since,
                asOf,
                Double.NaN,
                Double.NaN,
                summary,
                List.of(summary));
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeUnsigned(silentSince.size(), out);
        for (Map.Entry<String, Long> silent : silentSince.entrySet()) {
            Compact.writeText(silent.getKey(), out);
            Compact.writeSigned(silent.getValue(), out);
        }
    }

    /**
     * Takes up what was written.
     *
     * @throws IOException if the bytes are of an unknown version
     */
    public void restore(DataInput in) throws IOException {
        Compact.requireVersion("a watch over freshness", VERSION, in);
        for (int left = Compact.readSize(in); left > 0; left--) {
            silentSince.put(Compact.readText(in), Compact.readSigned(in));
        }
    }
}
