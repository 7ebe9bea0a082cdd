package io.millrace.it.invariant;

import io.millrace.it.process.KafkaBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * After its job has ended no transaction is open: one that is hides everything behind it from
 * {@code read_committed} readers until it times out.
 */
public final class OpenTransactions {

    private OpenTransactions() {}

    /**
     * Fails when a transaction is open.
     *
     * @param prefix of the transactional ids that are meant
     */
    public static void checkNone(KafkaBroker broker, String prefix) {
        var options = new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
        try (Admin admin = broker.admin()) {
            List<TransactionListing> open =
                    admin.listTransactions(options).all().get().stream()
                            .filter(one -> one.transactionalId().startsWith(prefix))
                            .toList();
            if (!open.isEmpty()) {
                throw new AssertionError("These transactions are open: " + open);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Can't list the transactions", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while listing transactions", e);
        }
    }
}
