package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.problem.Place;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

class PatternKindTest {

    private static Text parse(String pattern) throws Rejected {
        return new PatternKind().parse(new Scalar(pattern, true, new Place("f", 1, 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[A-Z]{2}",
                "a{1000}b{1000}",
                "[]a{]{2}",
                "[^]]+",
                "[[:alpha:]]{3,}",
                "\\{\\}",
                "{",
                "a{,3}",
                "(a|b)*",
                "\\Qa.b\\E",
                "(?i)abc",
                "\\p{Lu}",
                "x{0}",
                "[\\]]",
                ""
            })
    void takesPatterns(String pattern) throws Rejected {
        assertThat(parse(pattern).value()).isEqualTo(pattern);
    }

    static Stream<String> largePatterns() {
        return Stream.of(
                "(a{1000}){11}",
                "((a{1000}){1000}){1000}",
                "([a-z]{100,1000}){20}",
                "(((((a{9}){9}){9}){9}){9})",
                "(?:" + "a".repeat(100) + "){101}",
                "(".repeat(101) + ")".repeat(101),
                "(".repeat(1999),
                "a".repeat(2001));
    }

    @ParameterizedTest
    @MethodSource("largePatterns")
    void refusesPatternsWhoseProgramIsLarge(String pattern) {
        assertThatThrownBy(() -> parse(pattern)).hasMessageContaining("is too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "(", ")", "*", "a**", "\\", "(?=a)", "(a)\\1", "a{1001}", "[z-a]"})
    void refusesWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> parse(pattern)).hasMessageContaining("isn't a regular expression");
    }
}
