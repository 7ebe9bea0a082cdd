package io.millrace.features;

import io.millrace.features.EntityPlan.Substitute;
import io.millrace.features.EntityPlan.Track;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Timeline;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;

/** An entity's tracks together. */
final class EntityTracks {
    private final KeyTrack[] tracks;
    private final Substitute[] substitutes;
    private final long longestReach;

    /**
     * @param tileBytes from which length on a tile is closed
     */
    EntityTracks(FeaturePlan.Parts parts, EntityPlan plan, int tileBytes) {
        tracks = new KeyTrack[plan.tracks().size()];
        for (int i = 0; i < tracks.length; i++) {
            Track track = plan.tracks().get(i);
            RowType projection = parts.sources().get(track.source());
            Timeline.TileKeys keys = EntityEngine.tileKeys(track.slot());
            tracks[i] =
                    track.rowTime() == null
                            ? new KeyTrack(
                                    track,
                                    projection,
                                    parts.features(),
                                    parts.order() == Order.ARRIVAL,
                                    tileBytes,
                                    keys)
                            : new TableTrack(track, projection, parts.features(), tileBytes, keys);
        }
        substitutes = plan.substitutes().toArray(Substitute[]::new);
        longestReach =
                plan.tracks().stream()
                        .flatMap(track -> track.ranges().stream())
                        .mapToLong(range -> new RangeBounds(range).reach())
                        .filter(reach -> reach != Long.MAX_VALUE)
                        .max()
                        .orElse(0);
    }

    /** Writes one track, or what a new key has of it. */
    void write(int track, ByteWriter out) {
        tracks[track].write(out);
    }

    void drop(int track) {
        tracks[track].dropAll();
    }

    boolean isEmpty() {
        return tracks.length == 0;
    }

    /** In milliseconds, of the ranges that end; 0 if there's none. */
    long longestReach() {
        return longestReach;
    }

    void reset(Tiles tiles) {
        for (KeyTrack track : tracks) {
            track.reset(tiles);
        }
    }

    void prepare(Event event) {
        for (KeyTrack track : tracks) {
            if (track.source() == event.source()) {
                track.prepare(event);
            }
        }
    }

    /** Takes in the prepared event where answers of its millisecond are to see it. */
    void takeIn(Event event) {
        for (KeyTrack track : tracks) {
            if (track.source() == event.source() && !track.answersBefore()) {
                track.takeIn(event);
            }
        }
    }

    /** Takes in an event, not prepared, where answers of its millisecond weren't to see it. */
    void takeInAfter(Event event) {
        for (KeyTrack track : tracks) {
            if (track.source() == event.source() && track.answersBefore()) {
                track.prepare(event);
                track.takeIn(event);
            }
        }
    }

    /** Sets the features of an event, those in place of null too; returns why it has none. */
    @Nullable Refusal answer(long time, Row row) {
        Refusal refusal = null;
        for (KeyTrack track : tracks) {
            Refusal own = track.answer(time, row);
            refusal = refusal == null ? own : refusal;
        }
        for (Substitute substitute : substitutes) {
            if (row.isNull(substitute.feature())) {
                row.set(substitute.feature(), substitute.type(), substitute.value());
            }
        }
        return refusal;
    }

    void settle(long time) {
        for (KeyTrack track : tracks) {
            track.settle(time);
        }
    }

    boolean areEmpty() {
        for (KeyTrack track : tracks) {
            if (!track.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** As {@link KeyTrack#expiresAt}, of the last. */
    long expiresAt() {
        long latest = Long.MIN_VALUE;
        for (KeyTrack track : tracks) {
            latest = Math.max(latest, track.expiresAt());
        }
        return latest;
    }

    /** As {@link KeyTrack#expiry}, of the last. */
    long expiry(long eventTime) {
        long latest = Long.MIN_VALUE;
        for (KeyTrack track : tracks) {
            latest = Math.max(latest, track.expiry(eventTime));
        }
        return latest;
    }

    void dropAll() {
        for (KeyTrack track : tracks) {
            track.dropAll();
        }
    }

    long closedBytes() {
        long bytes = 0;
        for (KeyTrack track : tracks) {
            bytes += track.closedBytes();
        }
        return bytes;
    }

    long overflows() {
        long sum = 0;
        for (KeyTrack track : tracks) {
            sum += track.overflows();
        }
        return sum;
    }

    void write(ByteWriter out) {
        for (KeyTrack track : tracks) {
            track.write(out);
        }
    }

    void read(ByteReader in, Tiles tiles) {
        for (KeyTrack track : tracks) {
            track.read(in, tiles);
        }
    }
}
