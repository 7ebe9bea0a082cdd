package io.millrace.scoring.train;

import static io.millrace.scoring.train.LabelledExamples.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.scoring.train.ExampleSet.Example;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

class ExampleSetTest {
    private static final RowType TYPE =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("country", ValueType.STRING, true)));

    private static Row row(double amount, @Nullable String country) {
        Row row = new Row(2);
        row.setDouble(0, amount);
        row.set(1, ValueType.STRING, country);
        return row;
    }

    private static ExampleSet collect(
            long asOf, @Nullable Long from, List<LabelledPrediction> examples) {
        ExampleCollector collector = new ExampleCollector(TYPE, "f", asOf, from);
        examples.forEach(collector::add);
        return collector.collect();
    }

    @Test
    void sortsByTimeThenById() {
        ExampleSet set =
                collect(
                        1_000,
                        null,
                        List.of(
                                example("b", 20, 0, 30, 1, row(1, "PT")),
                                example("c", 10, 1, 30, 1, row(2, "PT")),
                                example("q", 20, 1, 30, 1, row(3, "PT"))));

        assertThat(set.examples()).extracting(Example::eventId).containsExactly("c", "b", "q");
        assertThat(set.trainingSet().labels()).containsExactly(true, false, true);
        assertThat(set.trainingSet().rows())
                .extracting(r -> r.getDouble(0))
                .containsExactly(2d, 1d, 3d);
    }

    @Test
    void takesTheHighestRevisionThatWasKnownInTime() {
        ExampleSet set =
                collect(
                        100,
                        null,
                        List.of(
                                example("a", 20, 1, 99, 2, row(2, "PT")),
                                example("a", 20, 0, 30, 1, row(1, "PT")),
                                example("a", 20, 0, 101, 3, row(3, "PT")),
                                example("b", 20, 0, 100, 1, row(4, "PT"))));

        assertThat(set.examples())
                .containsExactly(
                        new Example("a", 20, true, row(2, "PT")),
                        new Example("b", 20, false, row(4, "PT")));
        assertThat(set.selection()).isEqualTo(new ExampleSet.Selection(4, 0, 1, 0, 1));
    }

    @Test
    void leavesOutWhatIsTooOldOrOfAnotherFeatureSet() {
        LabelledPrediction foreign =
                new LabelledPrediction(
                        1,
                        LabelOrigin.RECORD,
                        30,
                        1,
                        null,
                        LabelledExamples.prediction("z", 30, "g", row(1, null)));
        ExampleSet set =
                collect(
                        100,
                        20L,
                        List.of(
                                example("a", 19, 1, 40, 1, row(1, null)),
                                example("b", 20, 1, 40, 1, row(1, null)),
                                foreign));

        assertThat(set.examples()).extracting(Example::eventId).containsExactly("b");
        assertThat(set.selection())
                .hasToString(
                        "3 examples given, of these 1 too old, 0 labelled later, 1 of another"
                                + " feature set, 0 repeated");
    }

    @Test
    void refusesLabelsThatAreNoClasses() {
        assertThatThrownBy(
                        () -> collect(100, null, List.of(example("a", 1, 0.5, 2, 1, row(1, "PT")))))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessage("the label of event \"a\" is 0.5; a binary model learns from 0 and 1");
    }

    @Test
    void digestIsOfTheBytesThatItsDocumentationSays() throws Exception {
        ExampleSet set =
                collect(
                        100,
                        null,
                        List.of(
                                example("ä", 20, 1, 30, 1, row(-0.0, "PT")),
                                example("b", 10, 0, 30, 1, row(Double.NaN, null))));
        ByteBuffer bytes = ByteBuffer.allocate(1_000);
        text(bytes, "millrace-examples/1");
        text(bytes, "f");
        bytes.putInt(2);
        text(bytes, "amount");
        text(bytes, "DOUBLE");
        text(bytes, "country");
        text(bytes, "STRING");
        bytes.putInt(2);
        bytes.putLong(10);
        text(bytes, "b");
        bytes.putDouble(0).put((byte) 1).putDouble(Double.NaN);
        bytes.putLong(20);
        text(bytes, "ä");
        bytes.putDouble(1).put((byte) 3).putDouble(-0.0);
        text(bytes, "PT");
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(bytes.flip());

        assertThat(set.dataDigest()).isEqualTo(HexFormat.of().formatHex(sha256.digest()));
    }

    private static void text(ByteBuffer bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.putInt(utf8.length).put(utf8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void orderAndRepetitionDoNotMatter(long seed) {
        Random random = new Random(seed);
        List<LabelledPrediction> examples = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long time = random.nextInt(50);
            examples.add(
                    example(
                            "event-" + random.nextInt(60),
                            time,
                            random.nextInt(2),
                            time + random.nextInt(60),
                            1 + random.nextInt(3),
                            row(random.nextInt(3), random.nextBoolean() ? "PT" : null)));
        }
        ExampleSet one = collect(80, 5L, examples);
        Collections.shuffle(examples, random);
        ExampleSet other = collect(80, 5L, examples);
        examples.addAll(new ArrayList<>(examples.subList(0, 100)));
        ExampleSet repeated = collect(80, 5L, examples);

        assertThat(other).as("seed %d", seed).isEqualTo(one);
        assertThat(repeated.examples()).as("seed %d", seed).isEqualTo(one.examples());
        assertThat(repeated.dataDigest()).as("seed %d", seed).isEqualTo(one.dataDigest());
    }

    /** Should one revision have two contents, each reader must choose the same. */
    @Test
    void contradictionsAreSettledWhateverTheirOrder() {
        LabelledPrediction one = example("a", 20, 0, 30, 1, row(1, "PT"));
        for (LabelledPrediction other :
                List.of(
                        example("a", 21, 0, 30, 1, row(1, "PT")),
                        example("a", 20, 1, 30, 1, row(1, "PT")),
                        example("a", 20, 0, 31, 1, row(2, "PT")),
                        example("a", 20, 0, 30, 1, row(2, "PT")),
                        example("a", 20, 0, 30, 1, row(1, null)))) {
            assertThat(collect(100, null, List.of(one, other)))
                    .isEqualTo(collect(100, null, List.of(other, one)));
        }
    }

    @Test
    void digestTellsSetsApart() {
        List<String> digests = new ArrayList<>();
        for (LabelledPrediction each :
                List.of(
                        example("a", 20, 1, 30, 1, row(1, "PT")),
                        example("b", 20, 1, 30, 1, row(1, "PT")),
                        example("a", 21, 1, 30, 1, row(1, "PT")),
                        example("a", 20, 0, 30, 1, row(1, "PT")),
                        example("a", 20, 1, 30, 1, row(Math.nextUp(1), "PT")),
                        example("a", 20, 1, 30, 1, row(1, "")),
                        example("a", 20, 1, 30, 1, row(1, null)))) {
            digests.add(collect(100, null, List.of(each)).dataDigest());
        }
        digests.add(collect(100, null, List.of()).dataDigest());

        assertThat(digests).doesNotHaveDuplicates().allMatch(digest -> digest.length() == 64);
    }
}
