package io.millrace.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.label.LabelHistory.Answer;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.prediction.LabelledPrediction;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Against an answer that's worked out from the whole history at once. */
class JoinLabelsHistoryTest {
    private static final Comparator<Answer> BY_STEP_AND_EVENT =
            Comparator.comparingInt(Answer::step).thenComparing(Answer::id);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void writesWhatTheHistorySaysWhenItSaysIt(long seed) throws Exception {
        check(seed, new LabelHistory(seed, 300, seed % 2 == 0 ? 0.0 : null, false), seed % 2 == 0);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void writesTheSameWhenItIsRestoredAfterEveryElement(long seed) throws Exception {
        check(seed, new LabelHistory(seed, 60, seed % 2 == 0 ? 0.0 : null, true), seed % 2 == 0);
    }

    private static void check(long seed, LabelHistory history, boolean defaults) throws Exception {
        Double otherwise = defaults ? (Double) 0.0 : null;
        try (JoiningLabels join =
                new JoiningLabels(LabelHistory.WITHIN, LabelHistory.DISORDER, otherwise)) {
            List<Answer> found = run(history, join);

            List<Answer> expected = history.answers();
            expected.sort(BY_STEP_AND_EVENT);
            found.sort(BY_STEP_AND_EVENT);
            assertThat(examples(found))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(examples(expected));
            assertThat(letters(found))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(letters(expected));
            assertThat(join.remembered()).as("seed %d", seed).isZero();
            hasEverything(seed, expected, defaults);
        }
    }

    private static List<Answer> run(LabelHistory history, JoiningLabels join) throws Exception {
        List<Answer> found = new ArrayList<>();
        int examples = 0;
        int letters = 0;
        for (int i = 0; i < history.steps.size(); i++) {
            LabelHistory.Step step = history.steps.get(i);
            if (step instanceof LabelHistory.Predict predict) {
                join.prediction(predict.id(), predict.eventTime(), i);
            } else if (step instanceof LabelHistory.Tell tell) {
                join.label(tell.id(), tell.value(), tell.labelledAt(), i);
            } else if (step instanceof LabelHistory.Time time) {
                join.predictionsKnownTo(time.watermark());
            } else {
                join.restart();
            }
            for (; examples < join.output().size(); examples++) {
                found.add(answer(i, join.example(examples)));
            }
            for (DeadLetter letter : join.letters(letters)) {
                found.add(answer(i, letter));
                letters++;
            }
        }
        return found;
    }

    private static Answer answer(int step, LabelledPrediction example) throws IOException {
        String line =
                LabelHistory.line(
                        example.revision(),
                        example.label(),
                        example.previousLabel(),
                        example.origin().name(),
                        example.labelledAt());
        return new Answer(step, example.prediction().eventId(), line);
    }

    private static Answer answer(int step, DeadLetter letter) {
        @Nullable String id = letter.getEventId();
        return new Answer(
                step, id == null ? "none" : id, letter.getRule() + " " + letter.getOffset());
    }

    private static List<Answer> examples(List<Answer> all) {
        return all.stream().filter(answer -> !answer.what().startsWith("label-")).toList();
    }

    private static List<Answer> letters(List<Answer> all) {
        return all.stream().filter(answer -> answer.what().startsWith("label-")).toList();
    }

    /** A history in which nothing is revised, refused or taken for granted tests nothing. */
    private static void hasEverything(long seed, List<Answer> expected, boolean defaults) {
        for (String what : List.of("1: ", "2: ", "label-too-late", "label-without-prediction")) {
            assertThat(expected)
                    .as("seed %d", seed)
                    .anyMatch(answer -> answer.what().startsWith(what));
        }
        assertThat(expected.stream().anyMatch(answer -> answer.what().contains("HORIZON")))
                .as("seed %d", seed)
                .isEqualTo(defaults);
    }
}
