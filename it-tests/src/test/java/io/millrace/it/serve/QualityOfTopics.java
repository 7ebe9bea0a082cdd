package io.millrace.it.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.read.PlainReader;

import org.apache.avro.generic.GenericRecord;

import java.util.List;

/** What the quality topic counts, beside the predictions and dead letters themselves. */
final class QualityOfTopics {

    private QualityOfTopics() {}

    /**
     * Of a run that has ended: every event that was answered or refused at the door was checked
     * once, and each dead letter of a rule is a failure of it.
     */
    static void check(PlainReader reader, String pipeline, String rule) {
        List<GenericRecord> letters =
                reader.values(pipeline + ".dead-letters").stream()
                        .filter(letter -> letter.get("stage").toString().equals("expectations"))
                        .toList();
        long failed =
                letters.stream()
                        .filter(letter -> letter.get("rule").toString().equals(rule))
                        .count();
        List<GenericRecord> counts =
                reader.values(pipeline + ".quality").stream()
                        .filter(count -> count.get("rule").toString().equals(rule))
                        .toList();

        assertThat(sum(counts, "acted")).as("dead letters of %s", rule).isEqualTo(failed);
        assertThat(failed).isPositive();
        assertThat(sum(counts, "checked"))
                .as("events checked by %s", rule)
                .isEqualTo(reader.values(pipeline + ".predictions").size() + letters.size());
    }

    private static long sum(List<GenericRecord> counts, String field) {
        return counts.stream().mapToLong(count -> (Long) count.get(field)).sum();
    }
}
