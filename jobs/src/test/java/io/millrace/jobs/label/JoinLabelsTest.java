package io.millrace.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.pipeline.TestShop;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.topic.TopicKind;

import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class JoinLabelsTest {
    private static final long WITHIN = 1_000;
    private static final long DISORDER = 50;

    @Test
    void writesAnExampleWhenItsLabelIsKnown() throws Exception {
        try (JoiningLabels join = new JoiningLabels(WITHIN, DISORDER, 0.0)) {
            join.prediction("a", 1_000, 0);
            join.label("a", 1, 1_200, 0);
            join.predictionsKnownTo(1_249);
            assertThat(join.output()).isEmpty();

            join.predictionsKnownTo(1_250);

            assertThat(join.output()).hasSize(1);
            LabelledPrediction example = join.example(0);
            assertThat(example.label()).isEqualTo(1);
            assertThat(example.origin()).isEqualTo(LabelOrigin.RECORD);
            assertThat(example.labelledAt()).isEqualTo(1_200);
            assertThat(example.prediction().eventId()).isEqualTo("a");
            assertThat(join.output().get(0).topic()).isEqualTo("training-examples");
            assertThat(join.output().get(0).key()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void correctsAnExampleOfTheHorizon() throws Exception {
        try (JoiningLabels join = new JoiningLabels(WITHIN, DISORDER, 0.0)) {
            join.prediction("a", 1_000, 0);
            join.predictionsKnownTo(2_100);
            join.label("a", 1, 1_900, 0);
            join.predictionsKnownTo(2_101);

            assertThat(join.example(0).origin()).isEqualTo(LabelOrigin.HORIZON);
            assertThat(join.example(1).revision()).isEqualTo(2);
            assertThat(join.example(1).previousLabel()).isZero();
            assertThat(join.example(1).label()).isEqualTo(1);
        }
    }

    /** Labels don't move time, however new they are. */
    @Test
    void waitsForThePredictionsTime() throws Exception {
        try (JoiningLabels join = new JoiningLabels(WITHIN, DISORDER, null)) {
            join.label("a", 1, 1_200, 0);
            join.label("b", 1, 900_000, 1);
            assertThat(join.output()).isEmpty();
            assertThat(join.letters()).isEmpty();

            join.prediction("a", 1_000, 0);
            join.predictionsKnownTo(5_000);

            assertThat(join.output()).hasSize(1);
        }
    }

    @Test
    void makesDeadLettersOfWhatIsNoPrediction() throws Exception {
        try (JoiningLabels join = new JoiningLabels(WITHIN, DISORDER, 0.0)) {
            byte[] good = join.value("a", 1_000);
            byte[] cut = Arrays.copyOf(good, good.length - 3);
            byte[] unknown = good.clone();
            unknown[3] = 77;
            join.send(TestShop.record(TopicKind.PREDICTIONS, 0, "", TopicRecord.NO_TIME, null));
            join.send(TestShop.record(TopicKind.PREDICTIONS, 1, "a", 1_000, cut));
            join.send(TestShop.record(TopicKind.PREDICTIONS, 2, "a", 1_000, unknown));
            join.send(
                    TestShop.record(
                            TopicKind.PREDICTIONS, 3, "", TopicRecord.NO_TIME, new byte[] {9}));
            join.prediction("b", 1_000, 4);
            join.label("a", 1, 1_100, 0);
            join.predictionsKnownTo(50_000);

            assertThat(join.letters())
                    .extracting(DeadLetter::getTopic, DeadLetter::getOffset, DeadLetter::getRule)
                    .containsExactly(
                            letter("predictions", 0, "unreadable"),
                            letter("predictions", 1, "unreadable"),
                            letter("predictions", 2, "unreadable"),
                            letter("predictions", 3, "unreadable"),
                            letter("labels", 0, "label-without-prediction"));
            assertThat(join.output()).hasSize(1);
            assertThat(join.letters().get(1).getValue().array()).isEqualTo(cut);
        }
    }

    private static Tuple letter(String topic, long offset, String rule) {
        return tuple(topic, offset, rule);
    }
}
