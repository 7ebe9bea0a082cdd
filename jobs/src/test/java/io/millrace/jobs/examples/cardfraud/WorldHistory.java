package io.millrace.jobs.examples.cardfraud;

import io.millrace.drift.compare.DriftSettings;
import io.millrace.drift.compare.WindowComparison;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.features.FeaturePlan;
import io.millrace.features.OfflineFeatures;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.train.ModelTrainer;
import io.millrace.scoring.train.TrainedModel;
import io.millrace.scoring.train.TrainingSet;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A world's payments with the features that the example pipeline gives them, and the truth. */
final class WorldHistory {
    static final CheckedPipeline PIPELINE =
            CheckedPipeline.load(
                    Path.of("examples/card-fraud/pipeline.yaml"), Map.of(), Optional::empty);
    private static final FeaturePlan PLAN = PIPELINE.plan();

    private final List<Row> rows = new ArrayList<>();
    private final boolean[] fraud;
    private final double[] days;

    /** All payments of a world's first days. */
    WorldHistory(CardFraudWorld world, int days) {
        Instant end = CardFraudWorld.START.plus(Duration.ofDays(days));
        Set<String> frauds = new HashSet<>();
        List<Event> events = new ArrayList<>();
        for (Transaction payment = world.next();
                payment.time() < end.toEpochMilli();
                payment = world.next()) {
            if (payment.fraud()) {
                frauds.add(payment.id());
            }
            events.add(PaymentEvents.event(payment, events.size(), PLAN));
        }
        List<Event> answered = OfflineFeatures.compute(PLAN, events);
        fraud = new boolean[answered.size()];
        this.days = new double[answered.size()];
        for (Event event : answered) {
            fraud[rows.size()] = frauds.contains(event.id());
            this.days[rows.size()] =
                    (event.time() - CardFraudWorld.START.toEpochMilli()) / 86_400_000.0;
            rows.add(event.features());
        }
    }

    int size() {
        return rows.size();
    }

    /** The first row at or after this many days. */
    int at(double day) {
        int row = Arrays.binarySearch(days, day);
        return row < 0 ? -row - 1 : row;
    }

    double fraudShare(int from, int to) {
        int frauds = 0;
        for (int row = from; row < to; row++) {
            frauds += fraud[row] ? 1 : 0;
        }
        return frauds / (double) (to - from);
    }

    TrainedModel train(int from, int to) {
        return ModelTrainer.train(
                new TrainingSet(
                        PLAN.features(),
                        rows.subList(from, to),
                        Arrays.copyOfRange(fraud, from, to)),
                PIPELINE.pipeline().model().orElseThrow(),
                PLAN.fingerprint());
    }

    double auc(TrainedModel model, int from, int to) {
        try {
            Scorer scorer = Scorer.of(model.artifact(), PLAN.features());
            double[] scores = rows.subList(from, to).stream().mapToDouble(scorer::score).toArray();
            return BinaryMetrics.auc(scores, Arrays.copyOfRange(fraud, from, to));
        } catch (ArtifactRefusedException e) {
            throw new AssertionError("the trainer's own model is refused", e);
        }
    }

    /** What later rows are compared with. */
    ReferenceProfile profile(int from, int to) {
        ProfileBuilder builder = ReferenceProfile.builder(PLAN.features());
        rows.subList(from, to).forEach(row -> builder.add(row, Double.NaN));
        return builder.build();
    }

    /** What the drift tests say of a stretch of rows. */
    WindowVerdict drift(ReferenceProfile profile, int from, int to) {
        WindowCounts window = new WindowCounts(profile);
        rows.subList(from, to).forEach(row -> window.add(row, Double.NaN));
        return new WindowComparison(DriftSettings.STANDARD).compare(window);
    }
}
