package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.ModelArtifact;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class PastScoresTest {
    private static final RowType FEATURES =
            new RowType(List.of(new Field("amount", ValueType.DOUBLE, true)));
    private static final ModelArtifact FIRST = TestModels.model(-1);
    private static final ModelArtifact SECOND = TestModels.model(2);

    private static double score(double bias, double amount) {
        return 1 / (1 + StrictMath.exp(-(bias + amount * (1 / 100.0))));
    }

    private static Row amount(double amount) {
        Row row = new Row(1);
        row.setDouble(0, amount);
        return row;
    }

    private static Switch from(long time, Deployment deployment) {
        return new Switch(deployment, Instant.ofEpochMilli(time), deployment.getEpoch() - 1);
    }

    private static List<@Nullable String> keys(@Nullable String first) {
        List<@Nullable String> keys = new ArrayList<>();
        keys.add(first);
        return keys;
    }

    @Test
    void answersWithWhatWasInForceAtEachTime() {
        PastScores scores =
                PastScores.asServed(
                        FEATURES,
                        List.of(FIRST.toBytes(), SECOND.toBytes(), new byte[] {1, 2, 3}),
                        List.of(
                                from(3_000, TestModels.deployment(2, SECOND).build()),
                                from(1_000, TestModels.deployment(1, FIRST).build()),
                                from(
                                        5_000,
                                        TestModels.deployment(3, SECOND)
                                                .setFallbackScore(0.125)
                                                .build())));

        assertThat(scores.answer("e", 999, keys("a"), amount(50)))
                .isEqualTo(new PastScores.Answer(Role.NONE, null, null, null));
        assertThat(scores.answer("e", 1_000, keys("a"), amount(50)))
                .isEqualTo(
                        new PastScores.Answer(Role.CHAMPION, score(-1, 50), false, FIRST.digest()));
        assertThat(scores.answer("e", 3_000, keys("a"), amount(50)))
                .isEqualTo(
                        new PastScores.Answer(Role.CHAMPION, score(2, 50), true, SECOND.digest()));
        assertThat(scores.answer("e", 5_000, keys("a"), amount(50)))
                .isEqualTo(new PastScores.Answer(Role.FALLBACK, 0.125, null, null));
    }

    /** By the first entity, or by the event where it has none. */
    @Test
    void sharesAreByUnitAsTheyWere() {
        PastScores scores =
                PastScores.asServed(
                        FEATURES,
                        List.of(FIRST.toBytes(), SECOND.toBytes()),
                        List.of(
                                from(
                                        0,
                                        TestModels.deployment(1, FIRST)
                                                .setArms(TestModels.arm(SECOND, 3_000, 0))
                                                .build())));
        Set<String> ofUnit = new HashSet<>();
        int second = 0;
        for (int i = 0; i < 1_000; i++) {
            PastScores.Answer answer = scores.answer("e" + i, i, keys(null), amount(i));
            second += SECOND.digest().equals(answer.digest()) ? 1 : 0;
            ofUnit.add(String.valueOf(scores.answer("e" + i, i, keys("a"), amount(i)).digest()));
            assertThat(scores.answer("x", i, keys("e" + i), amount(i))).isEqualTo(answer);
            assertThat(answer.score())
                    .isEqualTo(score(SECOND.digest().equals(answer.digest()) ? 2 : -1, i));
        }

        assertThat(second).isBetween(250, 350);
        assertThat(ofUnit).hasSize(1);
    }

    @Test
    void aVersionThatServeCouldNotLoadAnswersNothing() {
        PastScores scores =
                PastScores.asServed(
                        FEATURES,
                        List.of(),
                        List.of(from(0, TestModels.deployment(1, FIRST).build())));

        assertThat(scores.answer("e", 7, Collections.emptyList(), amount(1)).role())
                .isEqualTo(Role.NONE);
    }

    @Test
    void oneVersionAnswersToAll() throws Exception {
        PastScores scores = PastScores.of(SECOND, FEATURES);

        assertThat(scores.answer("e", Long.MIN_VALUE, keys("a"), amount(-300)))
                .isEqualTo(
                        new PastScores.Answer(
                                Role.CHAMPION, score(2, -300), false, SECOND.digest()));
    }
}
