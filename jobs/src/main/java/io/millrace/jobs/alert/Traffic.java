package io.millrace.jobs.alert;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** When something was last written to topics. For use by one thread. */
public interface Traffic extends AutoCloseable {

    /**
     * The timestamp of each topic's newest record, epoch milliseconds; without those that never had
     * one. The future fails if the brokers don't answer.
     */
    CompletableFuture<Map<String, Long>> newest(Collection<String> topics);

    @Override
    void close();

    /** Opens one where the operator runs. */
    interface Factory extends Serializable {
        Traffic open();
    }
}
