package io.millrace.jobs.embedded;

import org.apache.kafka.common.utils.Exit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between Kafka and {@code System.exit}: a broker that can't go on ends its process, and
 * here that would be ours.
 */
final class KafkaExits implements AutoCloseable {
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    private final CompletableFuture<String> wanted = new CompletableFuture<>();

    private KafkaExits() {}

    /**
     * @throws EnvironmentException if there's a broker in this JVM already
     */
    static KafkaExits intercept() {
        if (!TAKEN.compareAndSet(false, true)) {
            throw new EnvironmentException(
                    "there's a Kafka broker in this JVM already; close it first");
        }
        KafkaExits exits = new KafkaExits();
        Exit.setExitProcedure(exits::refuse);
        Exit.setHaltProcedure(exits::refuse);
        return exits;
    }

    private void refuse(int status, String message) {
        String reason = message == null ? "exit status " + status : message;
        wanted.complete(reason);
        // Kafka doesn't expect to come back from an exit.
        throw new IllegalStateException("Kafka's broker has given up: " + reason);
    }

    /** Is completed with a reason when Kafka wants to end the process. */
    CompletableFuture<String> wanted() {
        return wanted;
    }

    @Override
    public void close() {
        Exit.resetExitProcedure();
        Exit.resetHaltProcedure();
        TAKEN.set(false);
    }
}
