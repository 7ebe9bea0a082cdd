package io.millrace.features;

import org.jspecify.annotations.Nullable;

/**
 * Closed tiles of the current key: a map state in the job, a tree map in tests. Tiles hold an
 * entity's older events, packed; their keys are small numbers that count up. A given array is
 * neither changed by the engine afterwards nor may it be by the map.
 */
public interface Tiles {

    byte @Nullable [] get(long tile);

    void put(long tile, byte[] bytes);

    void remove(long tile);
}
