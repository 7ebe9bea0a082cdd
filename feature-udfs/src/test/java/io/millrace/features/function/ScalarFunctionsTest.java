package io.millrace.features.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.features.function.FunctionDescription.Kind;
import io.millrace.features.function.FunctionDescription.Origin;
import io.millrace.schemas.event.ValueType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ScalarFunctionsTest {
    private static final List<ValueType> DOUBLE = List.of(ValueType.DOUBLE);

    @Test
    void findsFunctionsThatAJarProvides() {
        ScalarFunctions functions = ScalarFunctions.load();

        assertThat(functions.problems()).isEmpty();
        assertThat(functions.descriptions())
                .contains(
                        new FunctionDescription(
                                "doubled",
                                "doubled(double): double",
                                "Twice.",
                                "doubled(1.5)",
                                Kind.SCALAR,
                                Origin.PROVIDED))
                .anySatisfy(
                        hour -> {
                            assertThat(hour.signature())
                                    .isEqualTo("hour(timestamp, text): integer");
                            assertThat(hour.origin()).isEqualTo(Origin.BUNDLED);
                        })
                .extracting(FunctionDescription::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void saysWhatIsWrongWithFunctions() {
        ScalarFunctions functions =
                ScalarFunctions.with(
                        List.of(
                                new Doubled("one", 1, DOUBLE),
                                new Doubled("one", 2, DOUBLE),
                                new Doubled("abs", 1, DOUBLE),
                                new Doubled("hour", 1, DOUBLE),
                                new Doubled("a-b", 1, DOUBLE),
                                new Doubled("null", 1, DOUBLE),
                                new Doubled("none", 1, List.of()),
                                new Doubled(
                                        "many",
                                        1,
                                        List.of(
                                                        DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE,
                                                        DOUBLE, DOUBLE)
                                                .stream()
                                                .flatMap(List::stream)
                                                .toList())));

        assertThat(functions.problems())
                .satisfiesExactly(
                        p -> assertThat(p).contains("\"one\"").contains("taken by"),
                        p -> assertThat(p).contains("\"abs\"").contains("taken by the language"),
                        p -> assertThat(p).contains("\"hour\"").contains("taken by"),
                        p -> assertThat(p).contains("\"a-b\"").contains("can't be called"),
                        p -> assertThat(p).contains("\"null\"").contains("can't be called"),
                        p -> assertThat(p).contains("\"none\"").contains("0 parameters"),
                        p -> assertThat(p).contains("\"many\"").contains("7 parameters"));
        assertThat(functions.resolve(reference("one", 1, DOUBLE)).version()).isEqualTo(1);
    }

    @Test
    void reportsServicesThatCannotBeLoaded(@TempDir Path folder) throws IOException {
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(
                services.resolve(ScalarFunction.class.getName()),
                "com.example.Nowhere\n"
                        + ScalarFunctionsTest.class.getName()
                        + "\n"
                        + Doubled.class.getName()
                        + "\n");
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()},
                        ScalarFunctions.class.getClassLoader())) {
            ScalarFunctions functions = ScalarFunctions.load(loader);

            assertThat(functions.problems())
                    .hasSize(2)
                    .anyMatch(problem -> problem.contains("com.example.Nowhere"))
                    .anyMatch(problem -> problem.contains("not a subtype"));
            assertThat(functions.resolve(reference("doubled", 3, DOUBLE))).isNotNull();
        }
    }

    @Test
    void resolvesOnlyTheSameFunction() {
        ScalarFunctions functions = ScalarFunctions.with(List.of(new Doubled()));

        assertThatThrownBy(() -> functions.resolve(reference("tripled", 1, DOUBLE)))
                .isInstanceOf(UnusableFunctionException.class)
                .hasMessageContaining("tripled(double): double version 1")
                .hasMessageContaining("isn't on the class path");
        assertThatThrownBy(() -> functions.resolve(reference("doubled", 2, DOUBLE)))
                .isInstanceOf(UnusableFunctionException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("version 3");
        assertThatThrownBy(
                        () ->
                                functions.resolve(
                                        reference("doubled", 3, List.of(ValueType.INTEGER))))
                .isInstanceOf(UnusableFunctionException.class)
                .hasMessageContaining("doubled(integer)")
                .hasMessageContaining("doubled(double)");
    }

    private static FunctionReference reference(
            String name, int version, List<ValueType> parameters) {
        return new FunctionReference(name, version, parameters, ValueType.DOUBLE);
    }
}
