package io.millrace.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class ChangesTest {
    private static final String ORDERS = "  orders: {id: change_id, event_time: t, changes: %s}\n";

    private static Pipeline load(String top, String sources) {
        String text =
                "version: 1\npipeline: p\n%ssources:\n%sentities: {user: u}\n"
                        .formatted(top, sources);
        return PipelineLoader.load("p.yaml", text, Map.of());
    }

    private static String withPayments(String changes) {
        return "  payments: {id: i, event_time: t}\n" + ORDERS.formatted(changes);
    }

    private static Problem problem(String top, String sources) {
        List<Problem> problems =
                catchThrowableOfType(ProblemsException.class, () -> load(top, sources)).problems();
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @Test
    void readsWhatAChangeIs() {
        String changes =
                "{row: order, time: placed_at, operation: op,"
                        + " values: {insert: [new, again], update: '2', delete: gone}}";
        Changes read = load("", withPayments(changes)).sources().get(1).changes().orElseThrow();

        assertThat(read.row().value()).isEqualTo("order");
        assertThat(read.time()).map(Text::value).contains("placed_at");
        assertThat(read.operation().value()).isEqualTo("op");
        assertThat(read.upserts()).containsExactly("new", "again", "2");
        assertThat(read.deletions()).containsExactly("gone");
    }

    @Test
    void speaksDebeziumIfNothingElseIsSaid() {
        Pipeline pipeline = load("", withPayments("{row: order, operation: op}"));
        Changes read = pipeline.sources().get(1).changes().orElseThrow();

        assertThat(pipeline.mainSource().changes()).isEmpty();
        assertThat(read.time()).isEmpty();
        assertThat(read.upserts()).containsExactly("c", "r", "u");
        assertThat(read.deletions()).containsExactly("d");
    }

    @Test
    void writesThemAsTheyLoad() {
        String changes = "{row: order, time: placed, operation: op, values: {update: ['true', y]}}";
        String written = ResolvedPipelineWriter.write(load("", withPayments(changes)));

        Pipeline again = PipelineLoader.load("p.yaml", written, Map.of());

        assertThat(again.sources().get(1).changes().orElseThrow().upserts())
                .containsExactly("true", "y");
        assertThat(ResolvedPipelineWriter.write(again)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{operation: op} | MR-2105 | sources.orders.changes has no row",
                "{row: order} | MR-2105 | sources.orders.changes has no operation",
                "{row: order, operation: op, key: k} | MR-2102 | unknown key \"key\"",
                "{row: order, operation: op, values: {delete: d}} | MR-2105 | neither insert nor",
                "{row: order, operation: op, values: {insert: [c, d], delete: d}} | MR-2208 | twice",
                "{row: order, operation: op, values: {insert: c, upsert: u}} | MR-2102 | upsert",
                "{row: order, operation: op, values: {insert: {}}} | MR-2106 | a map",
                "{row: 1x, operation: op} | MR-2301 | 1x",
                "[row] | MR-2106 | a list"
            })
    void refusesWhatItCannotUnderstand(String changes, String code, String message) {
        Problem problem = problem("", withPayments(changes));

        assertThat(problem.message()).contains(message);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.place().line()).isEqualTo(5);
    }

    @Test
    void refusesThemForTheFirstSource() {
        Problem problem = problem("", ORDERS.formatted("{row: order, operation: op}"));

        assertThat(problem.code()).isEqualTo(PipelineFileError.KEYS_DISAGREE.code());
        assertThat(problem.message()).contains("the first source can't be a change stream");
        assertThat(problem.place().column()).isEqualTo(ORDERS.formatted("").indexOf("changes") + 1);
    }

    @Test
    void refusesThemInArrivalOrder() {
        Problem problem = problem("order: arrival\n", withPayments("{row: order, operation: op}"));

        assertThat(problem.code()).isEqualTo(PipelineFileError.KEYS_DISAGREE.code());
        assertThat(problem.message())
                .isEqualTo("order: arrival, and the source orders is a change stream");
        assertThat(problem.place().line()).isEqualTo(3);
    }

    @Test
    void aRowsIdIsNoRecordsIdWhileDuplicatesAreLeftOut() {
        String same = withPayments("{row: change_id, operation: op}");
        Problem problem = problem("", same);

        assertThat(problem.code()).isEqualTo(PipelineFileError.KEYS_DISAGREE.code());
        assertThat(problem.notes()).anyMatch(note -> note.contains("duplicates_within: off"));
        assertThat(problem.place().column()).isEqualTo(ORDERS.indexOf("%s") + 7);

        Pipeline off = load("", same.replace("changes:", "duplicates_within: off, changes:"));

        assertThat(off.sources().get(1).changes()).isPresent();
    }
}
