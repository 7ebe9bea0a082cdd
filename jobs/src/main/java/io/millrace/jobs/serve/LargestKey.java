package io.millrace.jobs.serve;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * {@code largestKeyBytes}: the state of the largest key that was written since the checkpoint
 * before the last one, in bytes. A key that's written often is seen, one that has gone quiet is
 * forgotten.
 */
final class LargestKey {
    private volatile long now;
    private volatile long before;

    LargestKey(MetricGroup group) {
        Gauge<Long> largest = () -> Math.max(now, before);
        group.gauge("largestKeyBytes", largest);
    }

    void written(long bytes) {
        if (bytes > now) {
            now = bytes;
        }
    }

    void checkpoint() {
        before = now;
        now = 0;
    }
}
