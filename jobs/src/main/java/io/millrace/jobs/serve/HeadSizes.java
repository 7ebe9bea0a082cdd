package io.millrace.jobs.serve;

import org.apache.flink.metrics.MetricGroup;

/**
 * How large the heads of keys are that were written lately: {@code headBytesMean} and {@code
 * headBytesMax}, of the last {@value #HALF} to twice as many writes. A hot key counts as often as
 * it's written, so that state which grows with it is seen.
 */
final class HeadSizes {
    static final int HALF = 32_768;

    private long sum;
    private long count;
    private long max;
    private long sumBefore;
    private long countBefore;
    private long maxBefore;

    static HeadSizes registered(MetricGroup group) {
        HeadSizes sizes = new HeadSizes();
        group.gauge("headBytesMean", sizes::mean);
        group.gauge("headBytesMax", sizes::max);
        return sizes;
    }

    void written(int bytes) {
        if (count == HALF) {
            sumBefore = sum;
            countBefore = count;
            maxBefore = max;
            sum = 0;
            count = 0;
            max = 0;
        }
        sum += bytes;
        count++;
        max = Math.max(max, bytes);
    }

    /** 0 before the first write. */
    double mean() {
        long all = count + countBefore;
        return all == 0 ? 0 : (double) (sum + sumBefore) / all;
    }

    /** 0 before the first write. */
    long max() {
        return Math.max(max, maxBefore);
    }
}
