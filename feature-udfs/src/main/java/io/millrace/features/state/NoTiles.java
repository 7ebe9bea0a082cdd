package io.millrace.features.state;

import io.millrace.features.Tiles;

import org.jspecify.annotations.Nullable;

/** Before a key is attached. */
enum NoTiles implements Tiles {
    INSTANCE;

    @Override
    public byte @Nullable [] get(long tile) {
        return null;
    }

    @Override
    public void put(long tile, byte[] bytes) {
        throw new IllegalStateException("no key is attached");
    }

    @Override
    public void remove(long tile) {
        throw new IllegalStateException("no key is attached");
    }
}
