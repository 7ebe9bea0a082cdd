package io.millrace.features.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FunctionGuardsTest {
    private static final int CLOSED = 0;
    private static final int HALF_OPEN = 1;
    private static final int OPEN = 2;

    @Test
    void tellsTheWorstStateOfAFunctionsGuards() {
        FunctionGuards guards = new FunctionGuards();
        FunctionGuard first = guards.of(() -> new FunctionGuard("risk"));
        FunctionGuard second = guards.of(() -> new FunctionGuard("risk"));
        guards.of(() -> new FunctionGuard("other"));
        assertThat(guards.functions()).containsExactly("other", "risk");
        assertThat(guards.rank("risk")).isEqualTo(CLOSED);

        for (int i = 0; i < FunctionGuard.MOST_FAILURES; i++) {
            first.failed("failed");
        }
        assertThat(guards.rank("risk")).isEqualTo(OPEN);
        assertThat(guards.rank("other")).isEqualTo(CLOSED);

        for (int i = 0; i < FunctionGuard.REST; i++) {
            assertThatThrownBy(() -> first.call(() -> 1)).isInstanceOf(FunctionFailure.class);
        }
        assertThat(guards.rank("risk")).isEqualTo(HALF_OPEN);

        assertThat(first.<Integer>call(() -> 1)).isEqualTo(1);
        first.worked();
        assertThat(guards.rank("risk")).isEqualTo(CLOSED);
        second.worked();
    }

    @Test
    void hearsOnlyOfWhatIsMadeForIt() {
        FunctionGuards guards = new FunctionGuards();
        new FunctionGuard("before");
        guards.of(() -> new FunctionGuard("within"));
        new FunctionGuard("after");

        assertThat(guards.functions()).containsExactly("within");
    }
}
