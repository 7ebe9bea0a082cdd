package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Random feature sets and predictions. */
final class Examples {
    static final RowType FEATURES =
            new RowType(
                    List.of(
                            new Field("account_amount_mean_7d", ValueType.DOUBLE, true),
                            new Field("account_amount_count_1h", ValueType.INTEGER, false),
                            new Field("country", ValueType.STRING, true),
                            new Field("foreign", ValueType.BOOLEAN, true),
                            new Field("card_since", ValueType.TIMESTAMP, true)));

    private Examples() {}

    static ScoredEvent prediction(Random random, RowType features) {
        Role role = Role.values()[random.nextInt(Role.values().length)];
        boolean scored = role != Role.NONE;
        String eventId = "tx-€-" + random.nextInt();
        String digest = scored ? "%064x".formatted(random.nextLong()) : null;
        return new ScoredEvent(
                PredictionId.of("card-fraud", eventId, digest, role),
                "card-fraud",
                eventId,
                random.nextLong() >> 2,
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(
                                i ->
                                        new ScoredEvent.EntityKey(
                                                "entity" + i, maybe(random, () -> "k" + i)))
                        .toList(),
                scored ? "fraud" : null,
                maybe(random, () -> random.nextInt(1000)),
                digest,
                role,
                random.nextInt(5),
                scored ? random.nextDouble() : null,
                maybe(random, random::nextBoolean),
                maybe(random, random::nextGaussian),
                random.nextBoolean() ? "" : "sha256:abc",
                IntStream.range(0, random.nextInt(70))
                        .mapToObj(i -> new ScoredEvent.Reason("f" + i, random.nextGaussian()))
                        .toList(),
                IntStream.range(0, random.nextInt(3)).mapToObj(i -> shadowScore(random)).toList(),
                row(random, features));
    }

    private static ScoredEvent.ShadowScore shadowScore(Random random) {
        return new ScoredEvent.ShadowScore(
                "%064x".formatted(random.nextLong()),
                maybe(random, () -> random.nextInt(1000)),
                random.nextDouble(),
                random.nextBoolean());
    }

    static LabelledPrediction example(Random random, RowType features) {
        ScoredEvent prediction = prediction(random, features);
        long time = prediction.eventTime();
        return new LabelledPrediction(
                random.nextInt(2),
                random.nextBoolean() ? LabelOrigin.RECORD : LabelOrigin.HORIZON,
                time + random.nextInt(1_000_000),
                1 + random.nextInt(3),
                maybe(random, () -> (double) random.nextInt(2)),
                prediction);
    }

    static Row row(Random random, RowType type) {
        Row row = new Row(type.size());
        for (int i = 0; i < type.size(); i++) {
            ValueType field = type.field(i).type();
            row.set(i, field, maybe(random, () -> value(random, field)));
        }
        return row;
    }

    private static Object value(Random random, ValueType type) {
        return switch (type) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER, TIMESTAMP ->
                    random.nextBoolean() ? random.nextLong() : random.nextInt(100) - 50L;
            case DOUBLE -> Double.longBitsToDouble(random.nextLong());
            case STRING -> "ț".repeat(random.nextInt(3000));
        };
    }

    private static <T> @Nullable T maybe(Random random, Supplier<T> value) {
        return random.nextInt(4) == 0 ? null : value.get();
    }
}
