package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.Role;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Prints what an id costs; run by hand. Nine rounds, of which the first ones warm up. */
final class PredictionIdTimes {
    private static final int ROUNDS = 9;
    private static final int IDS = 1_000_000;

    private PredictionIdTimes() {}

    public static void main(String[] args) {
        String digest = "ab".repeat(32);
        String[] events = new String[1_024];
        for (int i = 0; i < events.length; i++) {
            events[i] = "transaction-%08d".formatted(i);
        }
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpuNanos();
            for (int i = 0; i < IDS; i++) {
                String event = events[i & (events.length - 1)];
                sum += PredictionId.of("card-fraud", event, digest, Role.CHAMPION).charAt(0);
            }
            double nanos = (cpuNanos() - start) / (double) IDS;
            System.out.printf(Locale.ROOT, "%.0f ns an id%n", nanos);
        }
        System.out.println("(" + sum + ")");
    }

    /** Of this thread alone, so that a busy machine matters less. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
