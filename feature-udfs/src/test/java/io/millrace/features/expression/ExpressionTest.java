package io.millrace.features.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.features.function.ScalarFunctions;
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
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

class ExpressionTest {
    private static final RowType FIELDS =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("nodouble", ValueType.DOUBLE, true),
                            new Field("items", ValueType.INTEGER, true),
                            new Field("noint", ValueType.INTEGER, true),
                            new Field("status", ValueType.STRING, true),
                            new Field("notext", ValueType.STRING, true),
                            new Field("ok", ValueType.BOOLEAN, true),
                            new Field("nobool", ValueType.BOOLEAN, true),
                            new Field("at", ValueType.TIMESTAMP, true),
                            new Field("notime", ValueType.TIMESTAMP, true)));
    private static final RowType FEATURES =
            new RowType(
                    List.of(
                            new Field("mean_1h", ValueType.DOUBLE, true),
                            new Field("count_1h", ValueType.INTEGER, true)));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // literals and precedence
                "1 + 2 * 3; 7",
                "(1 + 2) * 3; 9",
                "-items; -7",
                "1.5e3; 1500.0",
                "0x10; 16",
                "'a' + \"b\"; ab",
                "true; true",
                // numbers
                "amount / 2; 6.25",
                "2 * amount; 25.0",
                "amount - items; 5.5",
                "items / 2; 3",
                "-items / 2; -3",
                "-items % 4; -3",
                "items / 0; null",
                "items % 0; null",
                "amount / 0; null",
                "0.0 / 0.0; null",
                "1e308 * 10.0; null",
                "1.0 / (amount / 0.0); null",
                "noint + 1; null",
                "1 + noint; null",
                "noint / 1; null",
                "nodouble * 0; null",
                "double(items) / 2; 3.5",
                "int(-amount); -12",
                "int(items); 7",
                "int(nodouble); null",
                "double(noint); null",
                "-noint; null",
                "millis(at); 1500000000000",
                "millis(notime); null",
                // comparisons
                "amount > 12; true",
                "12 < amount; true",
                "amount >= 12.5; true",
                "amount < 12.5; false",
                "items <= 7; true",
                "items != 7; false",
                "amount == 12.5; true",
                "0.0 == -0.0; true",
                "nodouble == 1.0; null",
                "nodouble != 1.0; null",
                "noint < 1; null",
                "status == 'APPROVED'; true",
                "status > 'AAA'; true",
                "'é' < '😀'; true",
                "'\\uffff' < '😀'; true",
                "notext == 'a'; null",
                "at < at; false",
                "at == at; true",
                "ok == true; true",
                "ok != nobool; null",
                // logic in three values
                "nobool && false; false",
                "false && nobool; false",
                "nobool && true; null",
                "true && nobool; null",
                "nobool || true; true",
                "true || nobool; true",
                "nobool || false; null",
                "!nobool; null",
                "!ok; false",
                "ok ? 1 : 2; 1",
                "!ok ? 1 : 2.5; 2.5",
                "ok ? 1 : 2.5; 1.0",
                "nobool ? 1 : 2; null",
                "ok ? status : notext; APPROVED",
                "ok ? nobool : ok; null",
                // null
                "has(amount); true",
                "has(nodouble); false",
                "has(noint + 1); false",
                "isNull(notext); true",
                "isNull(notime); true",
                "nobool == null; true",
                "null != items; true",
                "notime == null; true",
                "coalesce(nodouble, 3); 3.0",
                "coalesce(nodouble, noint, 4); 4.0",
                "coalesce(noint, items, 4); 7",
                "coalesce(notext, 'x'); x",
                "coalesce(nobool, true); true",
                "coalesce(noint + 1, noint); null",
                "coalesce(noint, 1) + 1; 2",
                // lists and text
                "status in ['A', 'APPROVED']; true",
                "items in [1, 2]; false",
                "items in [-1, 7]; true",
                "amount in [1, 12.5]; true",
                "amount in [1, 2]; false",
                "items in [7.0]; true",
                "0.0 in [-0.0]; true",
                "notext in ['a']; null",
                "ok in [true]; true",
                "size(status); 8",
                "'é😀'.size(); 2",
                "size(notext); null",
                "status.startsWith('APP'); true",
                "status.endsWith('X'); false",
                "status.contains('ROV'); true",
                "notext.contains('ROV'); null",
                "status.matches('^A.*D$'); true",
                "status.matches('PP'); true",
                "status.matches('^P'); false",
                "notext.matches('PP'); null",
                // functions
                "abs(-items); 7",
                "abs(-amount); 12.5",
                "min(items, 3); 3",
                "max(items, amount); 12.5",
                "min(3, 2, 1); 1",
                "max(noint, 1); null",
                "min(nodouble, 1.0); null",
                "floor(amount); 12.0",
                "ceil(amount); 13.0",
                "floor(items); 7.0",
                "sqrt(16); 4.0",
                "sqrt(-1.0); null",
                "log(0); null",
                "log(-1); null",
                "exp(0); 1.0",
                "exp(1000); null",
                "pow(2, 10); 1024.0",
                "pow(nodouble, 0); null",
                "mean_1h / amount; 2.0",
                "count_1h + items; 10",
            })
    void hasTheValue(String expression, String expected) throws IOException {
        assertThat(String.valueOf(evaluate(expression))).as(expression).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775807 + items",
                "-9223372036854775807 - items",
                "9223372036854775807 * items",
                "-(-9223372036854775808 * count_1h / 3)",
                "abs(-9223372036854775807 - 1)",
                "(-9223372036854775807 - 1) / -1",
                "int(1e19)",
                "int(-1e19)",
            })
    void refusesIntegersBeyond64Bits(String expression) {
        assertThatThrownBy(() -> evaluate(expression))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("beyond 64 bits");
    }

    @Test
    void takesTheRemainderOfTheSmallestInteger() throws IOException {
        assertThat(evaluate("(-9223372036854775807 - 1) % -1")).isEqualTo(0L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // expression; code; column of the place; part of the message
                "amout * 2; MR-2404; 11; unknown name \"amout\"",
                "1 + amout; MR-2404; 15; unknown name \"amout\"",
                "sqroot(2); MR-2404; 17; unknown name \"sqroot\"",
                "status + 1; MR-2405; 18; \"+\" can't be applied to (text, integer)",
                "amount && ok; MR-2405; 18; \"&&\" can't be applied to (double, boolean)",
                "ok ? 1 : 'a'; MR-2405; 14; can't be applied",
                "has(amount, 1); MR-2404; 14; has",
                "1 +; MR-2403; 14; mismatched input",
                "amount in [items]; MR-2403; 18; literals only",
                "items in [1, 'a']; MR-2403; 17; another type",
                "status.matches(notext); MR-2403; 25; literal",
                "status.matches('['); MR-2403; 25; not a pattern",
                "null; MR-2403; 11; null stands next to",
                "[1, 2]; MR-2403; 11; isn't supported",
                "{'a': 1}; MR-2403; 11; isn't supported",
                "1u + 1u; MR-2405; 14; can't be applied",
                "1e999; MR-2403; 11; range",
                "timestamp('2020-01-01T00:00:00Z'); MR-2404; 20; unknown name \"timestamp\"",
                "at + 1; MR-2405; 14; \"+\" can't be applied to (timestamp, integer)",
            })
    void isRefusedAtItsPlace(String expression, String code, int column, String message) {
        List<Problem> problems = problems(expression);

        assertThat(problems).as(expression + ": " + problems).hasSize(1);
        assertThat(problems.get(0).message()).contains(message);
        assertThat(problems.get(0).code()).as(problems.toString()).isEqualTo(code);
        assertThat(problems.get(0).place())
                .as(problems.toString())
                .isEqualTo(new Place("p.yaml", 3, column));
    }

    @Test
    void reportsEveryMistakeAtOnce() {
        List<Problem> problems = problems("amout + itms > sttus");

        assertThat(problems)
                .extracting(Problem::suggestion)
                .containsExactly("amount", "items", "status");
        assertThat(problems).extracting(p -> p.place().column()).containsExactly(11, 19, 26);
        assertThat(problems.get(0).notes()).anyMatch(note -> note.contains("amount, nodouble"));
    }

    @Test
    void findsThePlaceInLaterLines() {
        List<Problem> problems = problems("amount +\n  itms");

        assertThat(problems.get(0).place()).isEqualTo(new Place("p.yaml", 4, 3));
    }

    @Test
    void survivesDeepNesting() {
        assertThat(problems("(".repeat(5_000) + "1" + ")".repeat(5_000))).isNotEmpty();
        assertThat(problems("1" + " + 1".repeat(5_000))).hasSizeLessThan(3);
    }

    private static ExpressionCompiler compiler() {
        ExpressionCompiler compiler = new ExpressionCompiler(ScalarFunctions.load());
        FIELDS.fields().forEach(field -> compiler.field(field.name(), field.type()));
        FEATURES.fields().forEach(field -> compiler.feature(field.name(), field.type()));
        return compiler;
    }

    private static List<Problem> problems(String expression) {
        Problems problems = new Problems();
        compiler().compile(new Text(expression, new Place("p.yaml", 3, 11)), problems);
        return problems.inOrder();
    }

    /** Compiled, written, read and evaluated twice. */
    private static @Nullable Object evaluate(String expression) throws IOException {
        Problems problems = new Problems();
        Text text = new Text(expression, new Place("p.yaml", 3, 11));
        Expr expr = compiler().compile(text, problems);
        problems.throwIfErrors();
        Expr read = throughBytes(Objects.requireNonNull(expr));
        assertThat(read).isEqualTo(expr);
        Evaluator evaluator = Evaluator.of(read, FIELDS, FEATURES);
        Row target = new Row(1);
        evaluator.into(row(), features(), target, 0);
        Object first = target.get(0, read.type());
        evaluator.into(row(), features(), target, 0);
        assertThat(target.get(0, read.type())).isEqualTo(first);
        return first;
    }

    private static Expr throughBytes(Expr expr) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExprCodec.write(expr, new DataOutputStream(bytes));
        return ExprCodec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static Row row() {
        Row row = new Row(FIELDS.size());
        row.setDouble(0, 12.5);
        row.setLong(2, 7);
        row.setText(4, "APPROVED");
        row.setBoolean(6, true);
        row.setLong(8, 1_500_000_000_000L);
        return row;
    }

    private static Row features() {
        Row row = new Row(FEATURES.size());
        row.setDouble(0, 25.0);
        row.setLong(1, 3);
        return row;
    }
}
