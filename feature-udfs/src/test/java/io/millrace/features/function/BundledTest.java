package io.millrace.features.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.hash.Hashing;

import io.millrace.schemas.event.ValueType;

import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

class BundledTest {
    private static final ScalarFunctions FUNCTIONS = ScalarFunctions.with(List.of());

    private static ScalarFunction function(String name) {
        return FUNCTIONS.all().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Object call(String name, Object... arguments) {
        return function(name).apply(arguments);
    }

    /** Calendar parts, networks, distances and entropies that Python computed. */
    @Test
    void saysWhatPythonSays() throws IOException {
        int compared = 0;
        for (String line : oracle()) {
            String[] cells = line.split("\t", -1);
            ScalarFunction function = function(cells[0]);
            List<Object> arguments = new ArrayList<>();
            for (int i = 0; i < function.parameters().size(); i++) {
                arguments.add(value(cells[i + 1], function.parameters().get(i)));
            }
            Object expected = value(cells[cells.length - 1], function.result());

            Object actual = function.apply(arguments.toArray());

            if (expected instanceof Double number) {
                assertThat((Double) actual).as(line).isCloseTo(number, within(1e-9 * (1 + number)));
            } else {
                assertThat(actual).as(line).isEqualTo(expected);
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(900);
    }

    private static List<String> oracle() throws IOException {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        BundledTest.class.getResourceAsStream(
                                                "/functions-oracle.tsv")),
                                StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    private static Object value(String text, ValueType type) {
        return switch (type) {
            case BOOLEAN -> Boolean.valueOf(text);
            case INTEGER, TIMESTAMP -> Long.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case STRING -> text;
        };
    }

    @Test
    void measuresQuarterAndHalfOfTheEquator() {
        double radius = 6371.0088;

        assertThat((Double) call("haversine_km", 0.0, 0.0, 0.0, 90.0))
                .isCloseTo(radius * Math.PI / 2, within(1e-9));
        assertThat((Double) call("haversine_km", 0.0, -180.0, 0.0, 0.0))
                .isCloseTo(radius * Math.PI, within(1e-9));
        assertThat(call("haversine_km", 12.5, 7.25, 12.5, 7.25)).isEqualTo(0.0);
        assertThat(call("haversine_km", 90.01, 0.0, 0.0, 0.0)).isNull();
        assertThat(call("haversine_km", 0.0, 0.0, 0.0, -180.5)).isNull();
    }

    /** The values of SMHasher's and Wikipedia's tables, and Guava's. */
    @Test
    void hashesAsMurmur3Does() {
        assertThat(call("hash_bucket", "test", 0x7FFFFFFFL)).isEqualTo(0xBA6BD213L % 0x7FFFFFFFL);
        assertThat(call("hash_bucket", "Hello, world!", 1_000_000L))
                .isEqualTo(0xC0363E43L % 1_000_000);
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            String text = text(random, 0x20000);
            long buckets = 1 + random.nextInt(1000);
            int hash = Hashing.murmur3_32_fixed().hashString(text, StandardCharsets.UTF_8).asInt();

            assertThat(call("hash_bucket", text, buckets))
                    .as("seed 5, %s", text)
                    .isEqualTo(Integer.toUnsignedLong(hash) % buckets);
        }
    }

    @Test
    void refusesImpossibleBucketsAndBits() {
        assertThatThrownBy(() -> call("hash_bucket", "a", 0L)).hasMessageContaining("0 buckets");
        assertThatThrownBy(() -> call("ip_prefix", "192.0.2.1", 33L, 0L))
                .hasMessageContaining("33 bits");
        assertThatThrownBy(() -> call("ip_prefix", "192.0.2.1", 0L, -1L))
                .hasMessageContaining("-1 bits");
    }

    @Test
    void findsTheDomainOfAddressesOnly() {
        assertThat(call("email_domain", " Ann@Example.ORG ")).isEqualTo("example.org");
        assertThat(call("email_domain", "\"a@b\"@mail.example.org")).isEqualTo("mail.example.org");
        assertThat(call("email_domain", "ann")).isNull();
        assertThat(call("email_domain", "@example.org")).isNull();
        assertThat(call("email_domain", "ann@")).isNull();
        assertThat(call("email_domain", "Ann <ann@example.org>")).isNull();
    }

    @Test
    void knowsNoNetworkOfWhatIsNoAddress() {
        for (String text :
                List.of("", "localhost", "192.0.2", "192.0.2.256", "fe80::1%eth0", "::g")) {
            assertThat(call("ip_prefix", text, 24L, 48L)).as(text).isNull();
        }
        assertThat(call("ip_prefix", "::ffff:192.0.2.77", 24L, 48L)).isEqualTo("192.0.2.0/24");
    }

    @Test
    void countsEditsAsCommonsTextDoes() {
        assertThat(call("edit_distance", "kitten", "sitting")).isEqualTo(3L);
        assertThat(call("edit_distance", "", "abc")).isEqualTo(3L);
        assertThat(call("edit_distance", "a😀b", "a😁b")).isEqualTo(1L);
        assertThat(call("edit_distance", "a".repeat(1001), "a")).isNull();
        assertThat(call("edit_distance", "a".repeat(1000), "a")).isEqualTo(999L);
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) {
            String left = text(random, 'a' + 4);
            String right = text(random, 'a' + 4);

            assertThat(call("edit_distance", left, right))
                    .as("seed 6: %s, %s", left, right)
                    .isEqualTo((long) LevenshteinDistance.getDefaultInstance().apply(left, right));
        }
    }

    private static String text(Random random, int end) {
        return random.ints(random.nextInt(20), 'a', end)
                .filter(c -> !Character.isSurrogate((char) c) || c > 0xFFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void scoresAndMeasuresEntropyWithoutNoise() {
        assertThat(call("z_score", 12.5, 10.0, 2.0)).isEqualTo(1.25);
        assertThat(call("z_score", 12.5, 10.0, 0.0)).isNull();
        assertThat(call("z_score", 12.5, 10.0, -1.0)).isNull();
        assertThat(call("z_score", 1e308, -1e308, 1.0)).isNull();
        assertThat(call("text_entropy", "")).isEqualTo(0.0);
        assertThat(call("text_entropy", "aaaa")).isEqualTo(0.0);
        assertThat(call("text_entropy", "abcabcabd")).isEqualTo(call("text_entropy", "dbacbacba"));
    }

    @Test
    void refusesTimesInZonesThatAreNone() {
        assertThatThrownBy(() -> call("hour", 0L, "Mars/Olympus")).isInstanceOf(Exception.class);
        assertThat(call("hour", Long.MIN_VALUE, "UTC")).isEqualTo(16L);
    }
}
