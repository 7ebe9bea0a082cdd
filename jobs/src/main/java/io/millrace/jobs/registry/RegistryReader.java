package io.millrace.jobs.registry;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** Follows the registry's topics. For use by one thread. */
public interface RegistryReader extends AutoCloseable {

    /**
     * Everything committed that the topics hold now and hasn't been read yet.
     *
     * @param timeout how long the whole read may take
     * @throws IllegalStateException if the end isn't reached in that time
     */
    List<RegistryRecord> readToEnd(Duration timeout);

    /** What has come since, waiting for it at most this long. */
    List<RegistryRecord> poll(Duration timeout);

    @Override
    void close();

    /** Opens a reader where the operator runs. */
    interface Factory extends Serializable {

        /**
         * @param topics those that have one partition each
         */
        RegistryReader open(List<String> topics);
    }
}
