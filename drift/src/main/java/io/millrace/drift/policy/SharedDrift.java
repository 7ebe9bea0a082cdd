package io.millrace.drift.policy;

import io.millrace.drift.compare.FeatureVerdict;
import io.millrace.drift.compare.Figures;
import io.millrace.drift.compare.Rule;
import io.millrace.drift.compare.Verdict;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.profile.FeatureColumn;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Many features that move at once, as one observation of the model. */
final class SharedDrift {
    private static final double SHARE = 0.3;

    /** The rules that count, and whose alerts the model's one stands for. */
    static final Set<String> RULES = ids(Rule::isOfDistribution);

    private SharedDrift() {}

    private static Set<String> ids(Predicate<Rule> which) {
        return Arrays.stream(Rule.values())
                .filter(which)
                .map(Rule::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    static Observation of(WindowVerdict window) {
        double share = window.shareDrifting();
        List<FeatureVerdict> drifting =
                window.verdicts().stream()
                        .filter(FeatureVerdict::counts)
                        .filter(verdict -> verdict.rule().isOfDistribution())
                        .filter(verdict -> !verdict.feature().equals(FeatureColumn.SCORE))
                        .sorted(STRONGEST_FIRST)
                        .toList();
        String features =
                drifting.stream()
                        .map(FeatureVerdict::feature)
                        .distinct()
                        .collect(Collectors.joining(", "));
        Verdict verdict =
                Double.isNaN(share) ? Verdict.UNKNOWN : share >= SHARE ? Verdict.ALERT : Verdict.OK;
        return new Observation(
                AlertBook.SHARE_OF_FEATURES,
                null,
                verdict,
                share,
                SHARE,
                Figures.percent(share) + " of the features drift: " + features,
                drifting.stream().map(FeatureVerdict::evidence).toList());
    }

    /** By how many times the threshold is exceeded; equal ones by name. */
    private static final Comparator<FeatureVerdict> STRONGEST_FIRST =
            Comparator.comparingDouble(
                            (FeatureVerdict verdict) -> -verdict.statistic() / verdict.countsFrom())
                    .thenComparing(FeatureVerdict::feature)
                    .thenComparing(FeatureVerdict::rule);
}
