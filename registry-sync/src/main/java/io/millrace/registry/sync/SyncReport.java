package io.millrace.registry.sync;

import java.util.List;

/**
 * What bringing a mirror up to date has done.
 *
 * @param versions that the registry has
 * @param written files that were missing or other than they should be
 * @param unchanged files that were right
 * @param refused what isn't mirrored, and why, one sentence each
 */
public record SyncReport(int versions, int written, int unchanged, List<String> refused) {
    public SyncReport {
        refused = List.copyOf(refused);
    }
}
