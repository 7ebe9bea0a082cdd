package io.millrace.jobs.serve;

import io.millrace.features.Expectations;
import io.millrace.features.FeaturePlan;
import io.millrace.features.QualityRule;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

import java.util.ArrayList;
import java.util.List;

/**
 * Flink's counters {@code source.<name>.checked} and {@code source.<name>.rule.<rule>.failed} and
 * {@code .acted}. They start anew with the job, as counters do; the topic has the counts that add
 * up.
 */
final class RuleMetrics {
    private final List<OfSource> sources = new ArrayList<>();

    RuleMetrics(ServeSettings settings, FeaturePlan plan, MetricGroup group) {
        for (int source = 0; source < settings.sources().size(); source++) {
            MetricGroup named = group.addGroup("source", settings.sources().get(source).name());
            sources.add(new OfSource(plan.qualityRules(source), named));
        }
    }

    /** Counts an event; what's told to the failures is counted, and told to others. */
    Expectations.Failures begin(int source, Expectations.Failures others) {
        OfSource counters = sources.get(source);
        counters.checked.inc();
        counters.others = others;
        return counters;
    }

    private static final class OfSource implements Expectations.Failures {
        private final Counter checked;
        private final Counter[] failed;
        private final Counter[] acted;
        private Expectations.Failures others = (rule, acts) -> {};

        OfSource(List<QualityRule> rules, MetricGroup group) {
            checked = group.counter("checked");
            failed = new Counter[rules.size()];
            acted = new Counter[rules.size()];
            for (int rule = 0; rule < failed.length; rule++) {
                MetricGroup named = group.addGroup("rule", rules.get(rule).rule());
                failed[rule] = named.counter("failed");
                acted[rule] = named.counter("acted");
            }
        }

        @Override
        public void failed(int rule, boolean acts) {
            failed[rule].inc();
            if (acts) {
                acted[rule].inc();
            }
            others.failed(rule, acts);
        }
    }
}
