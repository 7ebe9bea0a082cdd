package io.millrace.it.benchmark;

import io.millrace.it.benchmark.Meter.Sample;

import java.util.List;

/**
 * One run: its pace when it's warm, from {@value #WARM_PERCENT} to {@value #DONE_PERCENT} per cent
 * of the rows, and over all of them.
 *
 * @param rows of the topic
 * @param warmRows that the pace is measured over
 * @param warmNanos that they took
 * @param warmCpuMillis of the TaskManager for them
 * @param wholeNanos from the last look at an empty topic to its end
 * @param warmFrom when that began, in epoch milliseconds
 * @param warmTo when that ended
 */
record Measured(
        long rows,
        long warmRows,
        long warmNanos,
        long warmCpuMillis,
        long wholeNanos,
        long warmFrom,
        long warmTo) {
    static final int WARM_PERCENT = 40;
    static final int DONE_PERCENT = 95;

    static Measured of(List<Sample> samples, long rows) {
        Sample from = first(samples, rows * WARM_PERCENT / 100);
        Sample to = first(samples, rows * DONE_PERCENT / 100);
        Sample empty = samples.get(0);
        for (Sample sample : samples) {
            empty = sample.records() == 0 ? sample : empty;
        }
        return new Measured(
                rows,
                to.records() - from.records(),
                to.nanos() - from.nanos(),
                to.cpuMillis() - from.cpuMillis(),
                samples.get(samples.size() - 1).nanos() - empty.nanos(),
                from.epochMillis(),
                to.epochMillis());
    }

    private static Sample first(List<Sample> samples, long records) {
        return samples.stream()
                .filter(sample -> sample.records() >= records)
                .findFirst()
                .orElseThrow();
    }

    double perSecond() {
        return warmRows * 1e9 / warmNanos;
    }

    double wholePerSecond() {
        return rows * 1e9 / wholeNanos;
    }

    double cpuMicros() {
        return warmCpuMillis * 1e3 / warmRows;
    }
}
