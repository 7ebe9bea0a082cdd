package io.millrace.scoring.train;

import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.prediction.ScoredEvent;

import java.util.ArrayList;
import java.util.List;

/** Examples as the label job makes them. */
final class LabelledExamples {
    private LabelledExamples() {}

    static LabelledPrediction example(
            String id, long eventTime, double label, long labelledAt, int revision, Row row) {
        return new LabelledPrediction(
                label,
                LabelOrigin.RECORD,
                labelledAt,
                revision,
                null,
                prediction(id, eventTime, "f", row));
    }

    static ScoredEvent prediction(String id, long eventTime, String fingerprint, Row row) {
        return new ScoredEvent(
                "p-" + id,
                "card-fraud",
                id,
                eventTime,
                List.of(),
                null,
                null,
                null,
                Role.NONE,
                0,
                null,
                null,
                null,
                fingerprint,
                List.of(),
                List.of(),
                row);
    }

    /** Row n is event-n at second n, labelled ten seconds later. */
    static List<LabelledPrediction> of(TrainingSet set) {
        List<LabelledPrediction> examples = new ArrayList<>();
        for (int i = 0; i < set.rows().size(); i++) {
            long time = i * 1_000L;
            double label = set.labels()[i] ? 1 : 0;
            examples.add(example("event-" + i, time, label, time + 10_000, 1, set.rows().get(i)));
        }
        return examples;
    }

    /** All that's labelled. */
    static ExampleSet collect(List<LabelledPrediction> examples) {
        ExampleCollector collector = new ExampleCollector(Samples.TYPE, "f", Long.MAX_VALUE, null);
        examples.forEach(collector::add);
        return collector.collect();
    }

    static ExampleSet set(long seed, int rows) {
        return collect(of(Samples.random(seed, rows)));
    }
}
