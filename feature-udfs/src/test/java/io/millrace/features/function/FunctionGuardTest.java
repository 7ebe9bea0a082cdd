package io.millrace.features.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.features.function.FunctionGuard.State;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class FunctionGuardTest {
    private final FunctionGuard guard = new FunctionGuard("risky");
    private final AtomicInteger calls = new AtomicInteger();

    private void call(boolean fails) {
        try {
            guard.call(
                    () -> {
                        calls.incrementAndGet();
                        if (fails) {
                            throw new IllegalArgumentException("no");
                        }
                        return 1;
                    });
            guard.worked();
        } catch (FunctionFailure e) {
            assertThat(e.function()).isEqualTo("risky");
        }
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            call(true);
        }
    }

    @Test
    void switchesOffAfterFailuresInARow() {
        fail(FunctionGuard.MOST_FAILURES - 1);
        call(false);
        fail(FunctionGuard.MOST_FAILURES - 1);
        assertThat(guard.state()).isEqualTo(State.CLOSED);
        call(true);

        assertThat(guard.state()).isEqualTo(State.OPEN);
        int before = calls.get();
        assertThatThrownBy(() -> guard.call(() -> 1))
                .isInstanceOf(FunctionFailure.class)
                .hasMessageContaining("\"risky\" is switched off: it failed 100 times in a row")
                .hasMessageContaining("IllegalArgumentException: no");
        assertThat(calls).hasValue(before);
    }

    @Test
    void triesOneCallAfterARestAndClosesOnlyIfItIsGood() {
        fail(FunctionGuard.MOST_FAILURES + FunctionGuard.REST);
        assertThat(calls).hasValue(FunctionGuard.MOST_FAILURES);
        assertThat(guard.state()).isEqualTo(State.HALF_OPEN);
        call(true);
        assertThat(guard.state()).isEqualTo(State.OPEN);
        fail(FunctionGuard.REST);
        call(false);

        assertThat(guard.state()).isEqualTo(State.CLOSED);
        assertThat(calls).hasValue(FunctionGuard.MOST_FAILURES + 2);
    }

    @Test
    void countsBadResultsAndSlowCalls() {
        for (int i = 0; i < FunctionGuard.MOST_FAILURES; i++) {
            guard.call(() -> 1);
            assertThat(guard.failed("returned NaN")).hasMessageContaining("returned NaN");
        }
        assertThat(guard.state()).isEqualTo(State.OPEN);

        FunctionGuard other = new FunctionGuard("slow");
        assertThatThrownBy(() -> other.call(FunctionGuardTest::beSlow))
                .hasMessageContaining("\"slow\" took 1,")
                .hasMessageContaining("a call may take 1,000 ms");
    }

    private static int beSlow() {
        long end = System.nanoTime() + (FunctionGuard.LONGEST_MILLIS + 20) * 1_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return 1;
    }
}
