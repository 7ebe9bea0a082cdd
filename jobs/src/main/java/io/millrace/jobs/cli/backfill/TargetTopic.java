package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.ExitCode;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** The topic that rows are written to: it's there, and has no other rows. */
final class TargetTopic {
    private TargetTopic() {}

    /**
     * Before anything is computed.
     *
     * @throws CommandFailure if it isn't there, or has records that aren't to be replaced
     */
    static void check(BackfillRequest request, String topic) throws IOException {
        try (TopicRange range = new TopicRange(request.kafka(), topic)) {
            if (!request.overwrite() && !range.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "topic " + topic + " has records already: rows would stand behind them",
                        "name another topic; --overwrite deletes its records first");
            }
        }
    }

    /** Before the first row is written: deletes what's there if that's wanted, or refuses. */
    static void clear(BackfillRequest request, String topic) throws IOException {
        check(request, topic);
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        try (TopicRange range = new TopicRange(request.kafka(), topic)) {
            if (range.isEmpty()) {
                return;
            }
            range.ends().forEach((at, end) -> all.put(at, RecordsToDelete.beforeOffset(end)));
        }
        try (Admin admin = Admin.create(request.kafka().client())) {
            admin.deleteRecords(all).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while deleting the records of " + topic, e);
        } catch (ExecutionException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the records of topic " + topic + " can't be deleted: " + e.getCause(),
                    "name another topic");
        }
    }
}
