package io.millrace.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.cluster.SharedCluster;
import io.millrace.it.process.FlinkClusterProcesses;
import io.millrace.it.process.FlinkClusterProcesses.TaskManager;
import io.millrace.it.process.KafkaBroker;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

@ExtendWith(SharedCluster.class)
class TaskManagerLossITCase {

    private static final int LINES = 20_000;
    private static final int ATTEMPTS = 8;
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration LONG_INTERVAL = Duration.ofSeconds(6);

    @ParameterizedTest
    @ValueSource(strings = {"POOLING", "INCREMENTING"})
    void keepsTheCountWhenATransactionIsTorn(
            String naming, KafkaBroker broker, FlinkClusterProcesses flink) {
        try (var run = new CountingRun(broker, flink, "torn-" + naming, naming, INTERVAL)) {
            run.lines().send(LINES);
            run.awaitAllCommitted();

            // Right after a commit the next transaction opens: killed now, it's torn.
            int before = run.written();
            run.lines().send(LINES);
            run.awaitWritten(before);
            run.bystander().process().kill9();
            run.lines().send(LINES);
            flink.startTaskManager();

            run.awaitAllCommitted();
            run.finishAndCheck();
            assertThat(run.written())
                    .as("lines written, of which some were aborted and written again")
                    .isGreaterThan(run.lines().sent());
            assertThat(flink.rest().restores(run.job())).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POOLING", "INCREMENTING"})
    void commitsAfterwardsWhatWasOnlyPrepared(
            String naming, KafkaBroker broker, FlinkClusterProcesses flink) {
        try (var run = new CountingRun(broker, flink, "prepared-" + naming, naming, INTERVAL)) {
            run.lines().send(LINES);
            run.awaitAllCommitted();

            stopInACheckpointThatHoldsLines(run);
            TaskManager frozen = run.bystander();
            frozen.process().freeze();
            run.completeCheckpoint();
            assertThat(run.committed()).isLessThan(run.lines().sent());
            frozen.process().kill9();
            flink.startTaskManager();

            run.awaitAllCommitted();
            run.lines().send(LINES);
            run.finishAndCheck();
        }
    }

    /** On a slow machine all is committed before the gate is closed: then once more. */
    private static void stopInACheckpointThatHoldsLines(CountingRun run) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            run.openGate();
            run.lines().send(LINES);
            run.awaitAllWritten();
            run.closeGate();
            run.awaitMiddleOfCheckpoint();
            if (run.committed() < run.lines().sent()) {
                return;
            }
        }
        throw new AssertionError(
                "all lines were committed before the gate was closed, " + ATTEMPTS + " times");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POOLING", "INCREMENTING"})
    void leavesNothingOpenWhenItDiesInMidCheckpoint(
            String naming, KafkaBroker broker, FlinkClusterProcesses flink) {
        try (var run = new CountingRun(broker, flink, "middle-" + naming, naming, LONG_INTERVAL)) {
            run.lines().send(LINES);
            run.awaitAllCommitted();

            // Ids whose commit the newest checkpoint still holds are in use again, two ahead.
            run.closeGate();
            run.lines().send(LINES);
            run.awaitMiddleOfCheckpoint();
            run.lines().send(LINES / 4);
            run.awaitAllWritten();
            run.bystander().process().kill9();
            run.awaitFailure();
            run.openGate();
            flink.startTaskManager();

            run.awaitAllCommitted();
            run.finishAndCheck();
        }
    }
}
