package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.Expectations;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

class RuleMetricsTest {
    @TempDir Path folder;

    @Test
    void countsBySourceAndRule() throws Exception {
        QualityShop shop = new QualityShop(folder, "");
        Map<String, Counter> counters = new TreeMap<>();
        RuleMetrics metrics =
                new RuleMetrics(shop.settings(null), shop.checked.plan(), new Named("", counters));
        int limit =
                shop.checked.plan().qualityRules(0).stream()
                        .map(rule -> rule.rule())
                        .toList()
                        .indexOf("limit between [10.0, 80.0]");
        int[] told = new int[1];

        for (boolean acted : new boolean[] {true, false, true}) {
            Expectations.Failures failures = metrics.begin(0, (rule, acts) -> told[0]++);
            failures.failed(limit, acted);
        }
        metrics.begin(0, (rule, acts) -> {});

        assertThat(told[0]).isEqualTo(3);
        assertThat(value(counters, "source.orders.checked")).isEqualTo(4);
        String rule = "source.orders.rule.limit between [10.0, 80.0].";
        assertThat(value(counters, rule + "failed")).isEqualTo(3);
        assertThat(value(counters, rule + "acted")).isEqualTo(2);
        assertThat(value(counters, "source.orders.rule.amount finite.failed")).isZero();
    }

    private static long value(Map<String, Counter> counters, String name) {
        return Objects.requireNonNull(counters.get(name), name).getCount();
    }

    /** Keeps counters by their full names. */
    private static final class Named extends UnregisteredMetricsGroup {
        private final String prefix;
        private final Map<String, Counter> counters;

        Named(String prefix, Map<String, Counter> counters) {
            this.prefix = prefix;
            this.counters = counters;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Named(prefix + key + "." + value + ".", counters);
        }

        @Override
        public Counter counter(String name) {
            Counter counter = super.counter(name);
            counters.put(prefix + name, counter);
            return counter;
        }
    }
}
