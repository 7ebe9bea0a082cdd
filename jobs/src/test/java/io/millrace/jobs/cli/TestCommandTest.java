package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class TestCommandTest {
    private static final String PIPELINE =
            """
            version: 1
            pipeline: shop
            order: %s
            sources:
              sales:
                schema: sale.avsc
                id: id
                event_time: at
                duplicates_within: 1h
                expect:
                  - {field: amount, between: [0, 100]}
              refunds: {schema: sale.avsc, id: id, event_time: at}
            entities:
              customer: customer
            features:
              - entity: customer
                from: sales
                aggregate: {amount: [sum, mean]}
                windows: [1h]
              - entity: customer
                from: refunds
                aggregate: {amount: [count, max]}
                windows: [2h]
              - derive: ratio
                as: customer_amount_mean_1h / amount
            """;
    private static final String SCHEMA =
            """
            {"type": "record", "name": "Sale", "fields": [
              {"name": "id", "type": "long"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "customer", "type": ["null", "string"], "default": null},
              {"name": "amount", "type": "double"}]}
            """;

    @TempDir Path folder;
    private TestSession session = new TestSession();

    @BeforeEach
    void writePipeline() throws IOException {
        session = new TestSession(folder, Map.of());
        write("pipeline.yaml", PIPELINE.formatted("event-time"));
        write("sale.avsc", SCHEMA);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private int test(String tests, String... arguments) throws IOException {
        write("pipeline.test.yaml", "version: 1\ntests:\n" + tests);
        String[] all = new String[arguments.length + 1];
        all[0] = "test";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return session.run(all);
    }

    @ParameterizedTest
    @CsvSource({"card-fraud, 9 of 9 tests pass", "elec2, 3 of 3 tests pass"})
    void passesTheExamplesOwnTests(String example, String expected) {
        session = new TestSession(Path.of("examples", example).toAbsolutePath(), Map.of());

        int code = session.run("test");

        assertThat(session.out()).contains(expected).doesNotContain("FAIL");
        assertThat(code).isZero();
    }

    @Test
    void tellsEveryDifferenceWithItsPlace() throws IOException {
        int code =
                test(
                        """
                          - name: sums
                            events:
                              - {at: 2026-01-01T00:00:00Z, fields: {customer: a, amount: 10}}
                              - at: 2026-01-01T00:30:00Z
                                fields: {customer: a, amount: 5}
                                expect:
                                  features:
                                    customer_amount_sum_1h: 11
                                    ratio: 2
                                    customer_amount_mean_1h: null
                          - name: verdicts
                            events:
                              - {at: 2026-01-01T00:00:00Z, fields: {amount: 101}}
                              - at: 2026-01-01T00:00:00Z
                                fields: {amount: 101}
                                expect: {verdict: dead-letter, rule: amount finite}
                          - name: passes
                            events:
                              - {at: 2026-01-01T00:00:00Z, fields: {amount: 1}}
                        """);

        assertThat(code).isEqualTo(ExitCode.NO);
        assertThat(session.out())
                .contains("FAIL  sums\nFAIL  verdicts\nok    passes\n")
                .contains("customer_amount_sum_1h: expected 11.0, got 10.0")
                .contains("--> pipeline.test.yaml:10:37")
                .contains("customer_amount_mean_1h: expected null, got 10.0")
                .contains("verdict: expected admitted, got dead-letter, rule amount between")
                .contains("rule: expected amount finite, got amount between [0.0, 100.0]")
                .doesNotContain("ratio: expected")
                .contains("1 of 3 tests pass (7 expectations)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"event-time", "arrival"})
    void doesWhatRulesSayOtherwise(String order) throws IOException {
        write(
                "pipeline.yaml",
                PIPELINE.formatted(order)
                        .replace(
                                "100]}\n",
                                """
                                100]}
                                      - {field: amount, between: [0, 90], otherwise: warn}
                                      - {field: amount, between: [0, 99], otherwise: stop}
                                      - {field: customer, length: [1, 3], otherwise: null}
                                """));
        int code =
                test(
                        """
                          - name: others
                            events:
                              - {at: 2026-01-01T00:00:00Z, fields: {customer: abc, amount: 95}}
                              - at: 2026-01-01T00:10:00Z
                                fields: {customer: abc, amount: 100}
                                expect: {verdict: stop, rule: "amount between [0.0, 99.0]"}
                              - at: 2026-01-01T00:20:00Z
                                fields: {customer: abcd, amount: 5}
                                expect: {features: {customer_amount_sum_1h: null}}
                              - at: 2026-01-01T00:30:00Z
                                fields: {customer: abc, amount: 5}
                                expect: {features: {customer_amount_sum_1h: 95}}
                        """);

        assertThat(session.out()).contains("1 of 1 tests pass");
        assertThat(code).isZero();
    }

    /** The first entity of the chain passes on what it isn't asked about. */
    @ParameterizedTest
    @ValueSource(strings = {"event-time", "arrival"})
    void everyEntityTakesInEventsOfOtherSources(String order) throws IOException {
        write(
                "pipeline.yaml",
                PIPELINE.formatted(order)
                        .replace(
                                "  customer: customer\n",
                                "  customer: customer\n  buyer: customer\n")
                        .replace(
                                "  - derive: ratio",
                                "  - {entity: buyer, from: refunds, aggregate: {amount: [count]},"
                                        + " windows: [2h]}\n  - derive: ratio"));
        int code =
                test(
                        """
                          - name: refund before a sale
                            events:
                              - {at: 2026-01-01T00:00:00Z, source: refunds, fields: {customer: a, amount: 10}}
                              - at: 2026-01-01T00:30:00Z
                                source: sales
                                fields: {customer: a, amount: 5}
                                expect: {features: {customer_amount_count_2h: 1, buyer_amount_count_2h: 1}}
                        """);

        assertThat(session.out()).contains("1 of 1 tests pass");
        assertThat(code).isZero();
    }

    @Test
    void tellsTheSameAsData() throws IOException {
        int code =
                test(
                        """
                          - name: sums
                            events:
                              - at: 2026-01-01T00:00:00Z
                                fields: {customer: a, amount: 10}
                                expect: {features: {customer_amount_sum_1h: 1}}
                        """,
                        "--json");

        JsonNode document = Json.MAPPER.readTree(session.out());
        assertThat(code).isEqualTo(ExitCode.NO);
        assertThat(document.get("schemaVersion").asInt()).isEqualTo(1);
        assertThat(document.get("passed").asBoolean()).isFalse();
        JsonNode failure = document.at("/tests/0/failures/0");
        assertThat(failure.get("what").asText()).isEqualTo("customer_amount_sum_1h");
        assertThat(failure.get("expected").asText()).isEqualTo("1.0");
        assertThat(failure.get("got").asText()).isEqualTo("null");
        assertThat(failure.get("line").asInt()).isEqualTo(7);
        assertThat(failure.get("column").asInt()).isEqualTo(53);
    }

    @Test
    void refusesAllMistakesOfTheFileAtOnce() throws IOException {
        int code =
                test(
                        """
                          - name: x
                            events:
                              - {at: noon, fields: {amonut: 1, amount: "2"}}
                              - {source: sale, at: 2026-01-01T00:00:00Z}
                              - {source: refunds, expect: {features: {ratio: 1}}}
                              - {id: 1, fields: {id: 2}}
                              - expect: {features: {rato: 1, customer_amount_count_2h: 1.5}}
                        """);

        assertThat(code).isEqualTo(ExitCode.NO);
        assertThat(session.out())
                .contains("\"noon\" can't be a timestamp")
                .contains("unknown field \"amonut\"")
                .contains("did you mean \"amount\"?")
                .contains("amount: \"2\" can't be a double")
                .contains("no source \"sale\"")
                .contains("an event that isn't answered")
                .contains("\"id\" is given twice")
                .contains("unknown feature \"rato\"")
                .contains("customer_amount_count_2h: \"1.5\" can't be an integer")
                .contains("8 errors")
                .contains("no test was run");
    }

    @Test
    void refusesAStructureThatItDoesNotKnow() throws IOException {
        int code =
                test(
                        """
                          - name: x
                            evnts: []
                          - name: y
                            events:
                              - {watermark: 2026-01-01T00:00:00Z, id: 1}
                              - {expect: {verdict: lost}}
                              - {expect: {verdict: late, features: {ratio: 1}}}
                              - {expect: {rule: amount finite}}
                        """);

        assertThat(code).isEqualTo(ExitCode.NO);
        assertThat(session.out())
                .contains("unknown key \"evnts\"")
                .contains("did you mean \"events\"?")
                .contains("is an event and a watermark")
                .contains("\"lost\" isn't one of admitted, duplicate, late, dead-letter")
                .contains("features is expected of an event that is late")
                .contains("rule is expected of an event that is admitted");
    }

    @Test
    void takesFilesInTheFolderTestsToo() throws IOException {
        String passing =
                """
                version: 1
                defaults: {sales: {customer: a, amount: 4}}
                tests:
                  - name: one
                    events: [{at: 2026-01-01T00:00:00Z}]
                """;
        write("tests/a.yaml", passing);
        write("tests/b.yaml", passing.replace("one", "two"));
        write("other.yaml", PIPELINE.formatted("event-time"));
        write("tests/c.yaml", passing.replace("tests:", "pipeline: ../othr.yaml\ntests:"));

        assertThat(session.run("test", "tests/b.yaml")).isZero();
        assertThat(session.out()).contains("ok    two").doesNotContain("one");

        assertThat(session.run("test")).isEqualTo(ExitCode.NO);
        assertThat(session.out()).contains("ok    one").contains("there is no pipeline file");
    }

    @Test
    void saysWhereTestsWouldBe() {
        assertThat(session.run("test")).isEqualTo(ExitCode.USAGE);
        assertThat(session.err())
                .contains("pipeline.yaml has no tests")
                .contains("pipeline.test.yaml");
    }

    @Test
    void takesInOtherSourcesEvents() throws IOException {
        int code =
                test(
                        """
                          - name: refunds
                            events:
                              - {source: refunds, at: 2026-01-01T00:00:00Z, fields: {customer: a, amount: 3}}
                              - {source: refunds, at: 2026-01-01T01:00:00Z, fields: {customer: b, amount: 9}}
                              - at: 2026-01-01T02:00:00Z
                                fields: {customer: a, amount: 5}
                                expect: {features: {customer_amount_count_2h: 1, customer_amount_max_2h: 3}}
                        """);

        assertThat(session.out()).contains("1 of 1 tests pass");
        assertThat(code).isZero();
    }

    @Test
    void answersAtOnceInArrivalOrder() throws IOException {
        write("pipeline.yaml", PIPELINE.formatted("arrival"));

        int code =
                test(
                        """
                          - name: a later one doesn't count for what came before it
                            events:
                              - at: 2026-01-01T00:30:00Z
                                fields: {customer: a, amount: 5}
                                expect: {features: {customer_amount_sum_1h: null}}
                              - {at: 2026-01-01T00:00:00Z, fields: {customer: a, amount: 7}}
                              - at: 2026-01-01T00:45:00Z
                                fields: {customer: a, amount: 1}
                                expect: {features: {customer_amount_sum_1h: 12}}
                              - watermark: 2026-01-01T00:45:00Z
                              - at: 2026-01-01T00:45:00Z
                                fields: {customer: a, amount: 1}
                                expect: {verdict: late, watermark: 2026-01-01T00:45:00Z}
                              - at: 2026-01-01T01:00:00.001Z
                                fields: {customer: a, amount: 1}
                                expect: {features: {customer_amount_sum_1h: 6}}
                        """);

        assertThat(session.out()).contains("1 of 1 tests pass");
        assertThat(code).isZero();
    }
}
