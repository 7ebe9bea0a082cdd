package io.millrace.scoring.train;

import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.Metric;
import io.millrace.scoring.metrics.Evaluation;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Says whether a candidate may go on, by the rows that were held out: all of the candidate's, the
 * champion's and the majority's figures are of the same rows. What can't be computed isn't passed.
 */
final class Gatekeeper {
    static final String CHAMPION = "champion";
    static final String MAJORITY = "majority";

    private final Model.Gate settings;
    private final String which;

    /** Judges by what a training held out. */
    Gatekeeper(Model.Gate settings) {
        this(settings, "newest ");
    }

    /**
     * @param which rows it judges by: a word with a blank behind it, or nothing
     */
    Gatekeeper(Model.Gate settings, String which) {
        this.settings = settings;
        this.which = which;
    }

    /**
     * @param champion on the same rows; null if there's none that can be compared
     * @param majority accuracy of always saying what most rows that were learnt from say
     * @param note to be said besides, such as why the champion isn't compared; or empty
     * @param from event time of the oldest of these rows, epoch milliseconds; null without any
     */
    GateVerdict judge(
            Evaluation candidate,
            @Nullable Evaluation champion,
            double majority,
            String note,
            @Nullable Long from) {
        double figure = figure(candidate);
        SortedMap<String, Double> opponents = new TreeMap<>();
        List<String> complaints = new ArrayList<>();
        if (Double.isNaN(figure)) {
            complaints.add(undefined(candidate));
        } else {
            if (champion != null) {
                opponents.put(CHAMPION, figure(champion));
            }
            if (settings.metric() == Metric.ACCURACY) {
                opponents.put(MAJORITY, majority);
            }
            complain(figure, opponents, complaints);
        }
        return GateVerdict.newBuilder()
                .setPassed(complaints.isEmpty())
                .setReason(reason(figure, candidate.rows(), opponents, complaints) + note)
                .setMetric(metric())
                .setCandidate(Double.isNaN(figure) ? null : (Double) figure)
                .setOpponents(opponents)
                .setRows(candidate.rows())
                .setFromEventTime(from == null ? null : Instant.ofEpochMilli(from))
                .build();
    }

    private void complain(
            double figure, SortedMap<String, Double> opponents, List<String> complaints) {
        if (figure < settings.atLeast()) {
            complaints.add("at least " + settings.atLeast() + " is asked");
        }
        Double champion = opponents.get(CHAMPION);
        if (champion != null && figure < champion + settings.beatChampionBy()) {
            complaints.add(
                    settings.beatChampionBy() == 0
                            ? "the champion's at least is asked"
                            : settings.beatChampionBy() + " more than the champion's is asked");
        }
        Double majority = opponents.get(MAJORITY);
        if (majority != null && figure < majority) {
            complaints.add("the majority's at least is asked");
        }
    }

    private String reason(
            double figure,
            long rows,
            SortedMap<String, Double> opponents,
            List<String> complaints) {
        if (Double.isNaN(figure)) {
            return String.join("; ", complaints);
        }
        StringBuilder reason = new StringBuilder(metric());
        reason.append(String.format(Locale.ROOT, " %.4f on the %s%d rows", figure, which, rows));
        opponents.forEach(
                (name, value) ->
                        reason.append(String.format(Locale.ROOT, ", %s %.4f", name, value)));
        return complaints.isEmpty()
                ? reason.toString()
                : reason.append(": ").append(String.join("; ", complaints)).toString();
    }

    private String undefined(Evaluation candidate) {
        return ("%s can't be computed on the %s%d rows, of which %d are positive; both classes"
                        + " are needed, so hold out more or train on more")
                .formatted(metric(), which, candidate.rows(), candidate.positives());
    }

    private double figure(Evaluation evaluation) {
        return switch (settings.metric()) {
            case AUC -> evaluation.auc();
            case ACCURACY -> evaluation.accuracy();
        };
    }

    private String metric() {
        return settings.metric().name().toLowerCase(Locale.ROOT);
    }
}
