package io.millrace.features.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.aggregate.Statistic;
import io.millrace.features.function.FunctionDescription.Kind;
import io.millrace.features.function.FunctionDescription.Origin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

class FunctionListTest {
    private static List<FunctionDescription> bundledAggregates() {
        return FunctionList.load().all().stream()
                .filter(f -> f.kind() == Kind.AGGREGATE && f.origin() == Origin.BUNDLED)
                .toList();
    }

    @Test
    void describesEveryWindowFunctionOnce() {
        List<String> named = bundledAggregates().stream().map(FunctionDescription::name).toList();
        List<String> plain =
                Statistic.words().stream()
                        .filter(word -> !word.matches(".*_\\d+(_count)?"))
                        .toList();

        assertThat(named).doesNotHaveDuplicates().containsAll(plain);
    }

    @ParameterizedTest
    @MethodSource("bundledAggregates")
    void namesFunctionsThatThereAre(FunctionDescription described) {
        assertThat(Statistic.of(described.name())).isPresent();
        assertThat(described.signature()).startsWith(described.name() + "(");
        assertThat(described.example()).contains("[" + described.name() + "]");
    }
}
