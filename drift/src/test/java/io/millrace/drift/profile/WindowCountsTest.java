package io.millrace.drift.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.Samples;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class WindowCountsTest {
    private static final RowType FEATURES =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("country", ValueType.STRING, true)));

    private final ReferenceProfile profile = profile();

    private static ReferenceProfile profile() {
        ProfileBuilder builder = ReferenceProfile.builder(FEATURES);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 5000; i++) {
            builder.add(row(random), random.nextDouble());
        }
        return builder.build();
    }

    private static Row row(SplittableRandom random) {
        Row row = new Row(2);
        switch (random.nextInt(12)) {
            case 0 -> row.setNull(0);
            case 1 -> row.setDouble(0, Double.NaN);
            case 2 -> row.setDouble(0, 1e300 * (random.nextDouble() - 0.5));
            default -> row.setDouble(0, Samples.normal(random));
        }
        row.setText(1, "C" + random.nextInt(30));
        return row;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void partsMergeToTheBitsOfTheWholeInAnyOrder(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        WindowCounts whole = new WindowCounts(profile);
        List<WindowCounts> parts = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            parts.add(new WindowCounts(profile));
        }
        for (int i = 0; i < 2000; i++) {
            Row row = row(random);
            double score = random.nextDouble();
            whole.add(row, score);
            parts.get(random.nextInt(7)).add(row, score);
        }

        while (parts.size() > 1) {
            WindowCounts one = parts.remove(random.nextInt(parts.size()));
            parts.get(random.nextInt(parts.size())).merge(one);
        }

        assertThat(parts.get(0)).as("seed %d", seed).isEqualTo(whole);
        assertThat(bytes(parts.get(0))).as("seed %d", seed).isEqualTo(bytes(whole));
        assertThat(WindowCounts.read(profile, in(bytes(whole)))).isEqualTo(whole);
    }

    @Test
    void meansAreThoseOfTheValues() {
        double[] values = Samples.draw(1000, 3, random -> 100 + Samples.normal(random));
        ReferenceProfile reference = Samples.profile(values);

        CellCounts counts = Samples.counts(reference, 99.5, 101.25, 103);

        assertThat(counts.mean()).isCloseTo((99.5 + 101.25 + 103) / 3, within(128 * 0x1p-25));
        assertThat(counts.min()).isEqualTo(99.5);
        assertThat(counts.max()).isEqualTo(103);
    }

    @Test
    void countsWhatTheReferenceNeverHad() {
        Row row = new Row(2);
        row.setText(1, "ZZ");
        WindowCounts counts = new WindowCounts(profile);

        counts.add(row, Double.NaN);

        assertThat(counts.features().get(0).nulls()).isEqualTo(1);
        assertThat(counts.features().get(1).unseen()).isEqualTo(1);
        assertThat(counts.features().get(2).nulls()).isEqualTo(1);
        assertThat(counts.rows()).isEqualTo(1);
    }

    @Test
    void anEmptyWindowHasNoMean() {
        CellCounts counts = Samples.counts(Samples.profile(1, 2));

        assertThat(counts.mean()).isNaN();
        assertThat(counts.min()).isNaN();
        assertThat(counts.max()).isNaN();
    }

    @Test
    void aWindowOfAThousandRowsTakesAFewHundredBytesAFeature() throws IOException {
        WindowCounts counts = new WindowCounts(profile);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 1000; i++) {
            counts.add(row(random), random.nextDouble());
        }

        assertThat(bytes(counts).length).isLessThan(3 * 600);
    }

    @Test
    void refusesCountsOfAnotherProfile() throws IOException {
        WindowCounts others = Samples.window(Samples.profile(1, 2, 3), 1);
        WindowCounts counts = new WindowCounts(profile);

        assertThatThrownBy(() -> counts.merge(others)).hasMessageContaining("don't add");
        assertThatThrownBy(() -> WindowCounts.read(profile, in(bytes(others))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't be read with");
    }

    private static byte[] bytes(WindowCounts counts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        counts.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
