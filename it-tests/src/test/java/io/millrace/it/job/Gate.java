package io.millrace.it.job;

import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets no checkpoint complete while a file exists; so a test can act in the middle of one. */
final class Gate extends ProcessFunction<String, String> implements CheckpointedFunction {

    private static final long serialVersionUID = 1;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final String closed;

    Gate(String closed) {
        this.closed = closed;
    }

    @Override
    public void processElement(String line, Context context, Collector<String> out) {}

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        while (Files.exists(Path.of(closed)) && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}
}
