package io.millrace.features.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.features.function.FunctionDescription;
import io.millrace.features.function.FunctionReference;
import io.millrace.features.function.ScalarFunctions;
import io.millrace.features.function.UnusableFunctionException;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Functions that aren't the language's own: bundled ones, and those of the tests' services. */
class InvocationTest {
    private static final RowType FIELDS =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("items", ValueType.INTEGER, true),
                            new Field("note", ValueType.STRING, true),
                            new Field("occurred_at", ValueType.TIMESTAMP, true),
                            new Field("nothing", ValueType.DOUBLE, true),
                            new Field("no_items", ValueType.INTEGER, true),
                            new Field("no_note", ValueType.STRING, true)));
    private static final RowType NONE = new RowType(List.of());

    private static Row row() {
        Row row = new Row(FIELDS.size());
        row.setDouble(0, 12.5);
        row.setLong(1, 7);
        row.setText(2, "kitten");
        row.setLong(3, 1_500_000_000_000L); // 2017-07-14T02:40:00Z
        return row;
    }

    private static @Nullable Expr compile(String expression, Problems problems) {
        ExpressionCompiler compiler = new ExpressionCompiler(ScalarFunctions.load());
        FIELDS.fields().forEach(field -> compiler.field(field.name(), field.type()));
        return compiler.compile(new Text(expression, new Place("p.yaml", 3, 11)), problems);
    }

    private static Expr compile(String expression) {
        Problems problems = new Problems();
        Expr expr = compile(expression, problems);
        problems.throwIfErrors();
        return Objects.requireNonNull(expr);
    }

    private static Expr throughBytes(Expr expr) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExprCodec.write(expr, new DataOutputStream(bytes));
        return ExprCodec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static @Nullable Object evaluate(String expression) throws IOException {
        Expr expr = compile(expression);
        Expr read = throughBytes(expr);
        assertThat(read).isEqualTo(expr);
        Row target = new Row(1);
        Evaluator.of(read, FIELDS, NONE).into(row(), new Row(0), target, 0);
        return target.get(0, read.type());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "doubled(amount); 25.0",
                "doubled(items); 14.0",
                "doubled(doubled(items) + 1); 30.0",
                "edit_distance(note, 'sitting'); 3",
                "edit_distance(note, 'sitting') + items; 10",
                "email_domain('a@b.c') + note; b.ckitten",
                "hour(occurred_at, 'Asia/Kolkata'); 8",
                "is_weekend(occurred_at, 'UTC') || items > 6; true",
                "haversine_km(0, 0.0, 0, items) > 778.3; true",
                "coalesce(email_domain(note), 'none'); none",
                "coalesce(misbehaving('null'), 1.5); 1.5",
                "isNull(doubled(nothing)); true",
                "has(edit_distance(note, no_note)); false",
                "hash_bucket(note, 10) == hash_bucket('kitten', 10); true",
                "hash_bucket(note, no_items) == 1 || items == 7; true",
                "ip_prefix('192.0.2.77', 24, 48) in ['192.0.2.0/24']; true",
                "items > 6 ? z_score(amount, 10.0, 2) : misbehaving('throw'); 1.25",
            })
    void computes(String expression, String expected) throws IOException {
        assertThat(String.valueOf(evaluate(expression))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nan; returned NaN",
                "infinity; returned -Infinity",
                "throw; java.lang.IllegalStateException: as told",
                "overflow; java.lang.StackOverflowError",
                "assert; java.lang.AssertionError: as told",
                "type; returned a java.lang.Long, not",
            })
    void refusesTheEventWithTheFunctionsName(String how, String why) {
        assertThatThrownBy(() -> evaluate("1.0 + misbehaving('" + how + "')"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the function \"misbehaving\"")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 + doubled(note); 22; can't be applied",
                "doubled(amount, amount); 18; can't be applied",
                "doubld(amount); 17; unknown name",
                "doubled(amount) == note; 27; can't be applied",
                "items + hour(occurred_at, 'Mars/Olympus'); 23; isn't a time zone",
                "hash_bucket(note, 0); 22; 0 buckets",
                "ip_prefix(note, 24, 129); 20; 129 bits for IPv6",
                "doubled(13); 18; 13.0 is unlucky",
            })
    void findsMistakesAtTheirPlaces(String expression, int column, String message) {
        Problems problems = new Problems();
        compile(expression, problems);

        assertThat(problems.inOrder()).hasSize(1);
        Problem problem = problems.inOrder().get(0);
        assertThat(problem.message()).contains(message);
        assertThat(problem.place()).isEqualTo(new Place("p.yaml", 3, column));
    }

    @Test
    void doesNotStartWithAnotherFunctionThanThePlans() throws IOException {
        Expr.Invoke known = (Expr.Invoke) compile("doubled(amount)");
        FunctionReference function = known.function();
        Expr other =
                throughBytes(
                        new Expr.Invoke(
                                new FunctionReference(
                                        function.name(),
                                        4,
                                        function.parameters(),
                                        function.result()),
                                known.arguments()));

        assertThatThrownBy(() -> Evaluator.of(other, FIELDS, NONE))
                .isInstanceOf(UnusableFunctionException.class)
                .hasMessageContaining("version 4")
                .hasMessageContaining("version 3");
    }

    @Test
    void describesEveryFunctionWithAnExampleThatCompiles() {
        List<FunctionDescription> descriptions = ScalarFunctions.load().descriptions();

        assertThat(descriptions)
                .extracting(FunctionDescription::name)
                .containsExactlyInAnyOrderElementsOf(
                        new Library(ScalarFunctions.load()).functionNames());
        for (FunctionDescription description : descriptions) {
            assertThat(compile(description.example())).as(description.name()).isNotNull();
            assertThat(description.description()).endsWith(".");
        }
    }
}
