package io.millrace.jobs.serve;

import io.millrace.features.Tiles;

import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The current key's tiles in Flink's state. */
record StateTiles(MapState<Long, byte[]> state) implements Tiles {

    @Override
    public byte @Nullable [] get(long tileStart) {
        return guarded(() -> state.get(tileStart));
    }

    @Override
    public void put(long tileStart, byte[] tile) {
        guarded(
                () -> {
                    state.put(tileStart, tile);
                    return null;
                });
    }

    @Override
    public void remove(long tileStart) {
        guarded(
                () -> {
                    state.remove(tileStart);
                    return null;
                });
    }

    private static byte @Nullable [] guarded(StateAccess access) {
        try {
            return access.run();
        } catch (IOException e) {
            throw new UncheckedIOException("a tile could not be read or written", e);
        } catch (Exception e) {
            throw new IllegalStateException("a tile could not be read or written", e);
        }
    }

    private interface StateAccess {
        byte @Nullable [] run() throws Exception;
    }
}
