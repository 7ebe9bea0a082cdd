package io.millrace.features.function;

import static io.millrace.schemas.event.ValueType.DOUBLE;
import static io.millrace.schemas.event.ValueType.INTEGER;
import static io.millrace.schemas.event.ValueType.STRING;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The functions that come with Millrace. Another result means another version. */
final class Bundled {
    static final List<ScalarFunction> FUNCTIONS = functions();

    private Bundled() {}

    private static List<ScalarFunction> functions() {
        List<ScalarFunction> functions = new ArrayList<>(CalendarFunctions.all());
        functions.addAll(List.of(haversine(), zScore()));
        functions.addAll(List.of(hashBucket(), emailDomain(), ipPrefix()));
        functions.addAll(List.of(textEntropy(), editDistance()));
        return List.copyOf(functions);
    }

    private static ScalarFunction haversine() {
        return BundledFunction.of(
                "haversine_km",
                List.of(DOUBLE, DOUBLE, DOUBLE, DOUBLE),
                DOUBLE,
                "Great-circle distance in kilometres of two places, on a sphere of the Earth's mean"
                        + " radius: latitude and longitude of one, then of the other, in degrees;"
                        + " missing if one isn't on Earth.",
                "haversine_km(50.0, 8.5, 52.5, 13.4)",
                a ->
                        Distances.haversine(
                                (Double) a[0], (Double) a[1], (Double) a[2], (Double) a[3]));
    }

    private static ScalarFunction zScore() {
        return BundledFunction.of(
                "z_score",
                List.of(DOUBLE, DOUBLE, DOUBLE),
                DOUBLE,
                "How many standard deviations a value is from a mean: value, mean, standard"
                        + " deviation; missing if that's zero or negative.",
                "z_score(12.5, 10.0, 2.0)",
                a -> Distances.zScore((Double) a[0], (Double) a[1], (Double) a[2]));
    }

    private static ScalarFunction hashBucket() {
        return BundledFunction.of(
                        "hash_bucket",
                        List.of(STRING, INTEGER),
                        INTEGER,
                        "The bucket of a text, from 0 to below the number of buckets: MurmurHash3"
                                + " (x86, 32 bits, seed 0) of its UTF-8, unsigned, modulo the"
                                + " number.",
                        "hash_bucket(\"a1\", 1000)",
                        a -> Texts.bucket((String) a[0], (Long) a[1]))
                .checking(literals -> outside(literals, 1, 1, Texts.MOST_BUCKETS, "buckets"));
    }

    private static ScalarFunction emailDomain() {
        return BundledFunction.of(
                "email_domain",
                List.of(STRING),
                STRING,
                "The domain of an e-mail address in lower case; missing if it isn't an address.",
                "email_domain(\"Ann@Example.org\") == \"example.org\"",
                a -> Texts.emailDomain((String) a[0]));
    }

    private static ScalarFunction ipPrefix() {
        return BundledFunction.of(
                        "ip_prefix",
                        List.of(STRING, INTEGER, INTEGER),
                        STRING,
                        "The network of an IP address: the address, the prefix's bits for IPv4 and"
                                + " those for IPv6; missing if it isn't an address.",
                        "ip_prefix(\"192.0.2.77\", 24, 48) == \"192.0.2.0/24\"",
                        a -> IpPrefix.of((String) a[0], (Long) a[1], (Long) a[2]))
                .checking(
                        literals ->
                                outside(literals, 1, 0, 32, "bits for IPv4")
                                        .or(() -> outside(literals, 2, 0, 128, "bits for IPv6")));
    }

    private static ScalarFunction textEntropy() {
        return BundledFunction.of(
                "text_entropy",
                List.of(STRING),
                DOUBLE,
                "Shannon's entropy of a text's characters (code points), in bits a character; 0 of"
                        + " an empty text.",
                "text_entropy(\"abab\") > 0.5",
                a -> Texts.entropy((String) a[0]));
    }

    private static ScalarFunction editDistance() {
        return BundledFunction.of(
                "edit_distance",
                List.of(STRING, STRING),
                INTEGER,
                "Levenshtein's distance of two texts: the fewest characters (code points) to"
                        + " insert, delete or replace; missing if one has more than "
                        + Texts.LONGEST
                        + ".",
                "edit_distance(\"kitten\", \"sitting\") < 4",
                a -> Texts.editDistance((String) a[0], (String) a[1]));
    }

    private static Optional<String> outside(
            List<Optional<Object>> literals, int index, long low, long high, String what) {
        return literals.get(index)
                .filter(value -> value instanceof Long number && (number < low || number > high))
                .map(
                        value ->
                                value
                                        + " "
                                        + what
                                        + ": from "
                                        + low
                                        + " to "
                                        + high
                                        + " is possible");
    }
}
