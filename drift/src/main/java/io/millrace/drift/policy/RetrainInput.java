package io.millrace.drift.policy;

import io.millrace.drift.change.ChangeDetector;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What a {@link RetrainPolicy} hears, in the order of event time. All times in epoch ms. */
public sealed interface RetrainInput {

    /** Event time at which it's known. */
    long time();

    /**
     * A labelled example.
     *
     * @param eventTime of the event
     * @param labelledAt event time at which the label was known
     * @param digest of the version that answered; null if none was in force
     * @param byChampion whether it answered as the champion; only then its error is looked at
     * @param loss of the answer, in [0, 1]: 1 for a wrong decision and 0 for a right one; any if it
     *     isn't the champion's
     */
    record Example(
            long eventTime,
            long labelledAt,
            @Nullable String digest,
            boolean byChampion,
            double loss)
            implements RetrainInput {
        public Example {
            if (byChampion && digest == null) {
                throw new IllegalArgumentException("a champion's answer needs its digest");
            }
            if (byChampion) {
                ChangeDetector.requireLoss(loss);
            }
        }

        @Override
        public long time() {
            return labelledAt;
        }
    }

    /**
     * A version takes over as champion. Where it isn't told, the first example that it answered as
     * the champion tells it, though later and without what the gate said.
     *
     * @param since event time from which on it answers
     * @param gateMetric the metric of the performance rule in its gate; NaN if it isn't known
     * @param gateLosses its losses on the gate's rows, in their order, each in [0, 1]; empty if
     *     they aren't known
     */
    record Champion(String digest, long since, double gateMetric, List<Double> gateLosses)
            implements RetrainInput {
        public Champion {
            gateLosses = List.copyOf(gateLosses);
            gateLosses.forEach(ChangeDetector::requireLoss);
        }

        @Override
        public long time() {
            return since;
        }
    }

    /**
     * How many features of a window drift.
     *
     * @param digest of the version whose reference it was compared with
     * @param share of the features; NaN if it can't be told
     * @param alertIds the version's open alerts
     */
    record FeatureWindow(String digest, long start, long end, double share, List<String> alertIds)
            implements RetrainInput {
        public FeatureWindow {
            alertIds = List.copyOf(alertIds);
        }

        @Override
        public long time() {
            return end;
        }
    }

    /**
     * How well the champion did in a window. It may come again with more labels.
     *
     * @param digest of the version
     * @param asOf event time up to which labels are in
     * @param labelled rows with a label
     * @param value of the performance rule's metric; NaN if it isn't defined
     * @param alertIds the version's open alerts
     */
    record MetricWindow(
            String digest,
            long start,
            long asOf,
            long labelled,
            double value,
            List<String> alertIds)
            implements RetrainInput {
        public MetricWindow {
            alertIds = List.copyOf(alertIds);
        }

        @Override
        public long time() {
            return asOf;
        }
    }

    /** A person asks. Neither cool-down nor cap hold it back. */
    record Request(long time, String reason, List<String> alertIds) implements RetrainInput {
        public Request {
            alertIds = List.copyOf(alertIds);
        }
    }
}
