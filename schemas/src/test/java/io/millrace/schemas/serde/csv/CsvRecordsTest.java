package io.millrace.schemas.serde.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.serde.csv.CsvOptions.GeneratedTime;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

class CsvRecordsTest {
    private static final String MICROS = "{'type': 'long', 'logicalType': 'timestamp-micros'}";
    private static final Schema SALE =
            schema(
                    "{'name': 'id', 'type': 'string'}",
                    "{'name': 'amount', 'type': 'double'}",
                    "{'name': 'country', 'type': ['null', 'string']}");

    @Test
    void readsRowsByTheirColumnsNames() throws IOException {
        List<GenericRecord> records = read(SALE, "country,id,amount\nRO,a,1.5\r\n,b,-2\n");

        assertThat(records)
                .map(GenericRecord::toString)
                .containsExactly(
                        "{\"id\": \"a\", \"amount\": 1.5, \"country\": \"RO\"}",
                        "{\"id\": \"b\", \"amount\": -2.0, \"country\": null}");
    }

    @Test
    void readsWhatCellsStandFor() throws IOException {
        CsvOptions options = CsvOptions.DEFAULT.withMeanings(Map.of("amount", Map.of("UP", "1")));

        List<GenericRecord> records = read(SALE, "country,id,amount\nUP,a, UP\nRO,b,2\n", options);

        assertThat(records)
                .map(GenericRecord::toString)
                .containsExactly(
                        "{\"id\": \"a\", \"amount\": 1.0, \"country\": \"UP\"}",
                        "{\"id\": \"b\", \"amount\": 2.0, \"country\": \"RO\"}");
    }

    @Test
    void refusesMeaningsOfAColumnThatIsNotThere() {
        CsvOptions options = CsvOptions.DEFAULT.withMeanings(Map.of("amuont", Map.of("UP", "1")));

        assertThatThrownBy(() -> read(SALE, "country,id,amount\nRO,a,1\n", options))
                .isInstanceOfSatisfying(
                        ProblemsException.class,
                        thrown -> {
                            Problem problem = thrown.problems().get(0);
                            assertThat(problem.code()).isEqualTo("MR-3102");
                            assertThat(problem.message()).contains("amuont");
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'int' | -7 | -7",
                "'int' |  7  | 7",
                "'long' | 9223372036854775807 | 9223372036854775807",
                "'float' | 1.5e3 | 1500.0",
                "'double' | .5 | 0.5",
                "'boolean' | TRUE | true",
                "'boolean' | 0 | false",
                "{'type': 'enum', 'name': 'E', 'symbols': ['UP', 'DOWN']} | DOWN | \"\"\"DOWN\"\"\"",
                "{'type': 'int', 'logicalType': 'date'} | 1970-02-01 | 31",
                "{'type': 'long', 'logicalType': 'timestamp-millis'} | 1970-01-01T00:00:01Z | 1000",
                "{'type': 'long', 'logicalType': 'timestamp-millis'} | 1970-01-01T02:00+02:00 | 0",
                "{'type': 'long', 'logicalType': 'timestamp-millis'} | -5 | -5",
                "{'type': 'long', 'logicalType': 'timestamp-micros'} | 5 | 5000",
                "{'type': 'long', 'logicalType': 'timestamp-micros'} |"
                        + " 1970-01-01T00:00:00.0000019Z | 1",
                "{'type': 'long', 'logicalType': 'timestamp-nanos'} |"
                        + " 1969-12-31T23:59:59.999999999Z | -1",
                "['null', 'double'] | 2 | 2.0"
            })
    void readsACellAsItsFieldsTypeSays(String type, String cell, String expected)
            throws IOException {
        GenericRecord record = read(field(type), "f\n" + cell + "\n").get(0);

        assertThat(record.toString()).isEqualTo("{\"f\": " + expected + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'int' | 2147483648 | 32 bits",
                "'long' | 1.0 | whole number",
                "'double' | NaN | finite number",
                "'double' | 1e999 | finite number",
                "'double' | 0x1p3 | finite number",
                "'double' | 1.5f | finite number",
                "'double' | 1,5 | finite number",
                "'float' | 1e300 | finite number",
                "'boolean' | yes | true, false, 1 or 0",
                "{'type': 'enum', 'name': 'E', 'symbols': ['UP', 'DOWN']} | LEFT | one of UP, DOWN",
                "{'type': 'long', 'logicalType': 'timestamp-millis'} | 2024-05-01 | ISO-8601",
                "{'type': 'long', 'logicalType': 'timestamp-millis'} | 2024-05-01T10:00 | ISO-8601",
                "{'type': 'int', 'logicalType': 'date'} | 2024-13-01 | a date",
                "['null', 'int'] | x | 32 bits, or nothing"
            })
    void saysWhatACellMayHold(String type, String cell, String allowed) {
        Problem problem = problems(field(type), "f\n\"" + cell + "\"\n").get(0);

        assertThat(problem.message()).isEqualTo("f: the cell holds \"" + cell + "\"");
        assertThat(problem.notes().get(0)).startsWith("allowed: ").contains(allowed);
        assertThat(problem.place()).hasToString("sales.csv:2:1");
    }

    @Test
    void suggestsTheNearestSymbol() {
        Schema schema = field("{'type': 'enum', 'name': 'E', 'symbols': ['UP', 'DOWN']}");

        assertThat(problems(schema, "f\ndownn\n").get(0).suggestion()).isEqualTo("DOWN");
    }

    @Test
    void refusesEmptyCellsWhereNothingIsNotAllowed() {
        assertThat(problems(SALE, "id,amount,country\na,,RO\n").get(0).message())
                .isEqualTo("amount: the cell is empty");
    }

    @Test
    void takesEmptyTextForTextThatMayNotBeNull() throws IOException {
        assertThat(read(SALE, "id,amount,country\n,1,RO\n").get(0).get("id")).isEqualTo("");
    }

    @Test
    void saysWhereEachBadCellStands() {
        String text = "id,amount,country\n\n\"a\n,\"\"b\",x1,RO\na,1,RO\n";

        assertThat(problems(SALE, text)).map(Problem::place).hasToString("[sales.csv:4:7]");
        Schema numbers = schema("{'name': 'a', 'type': 'int'}", "{'name': 'b', 'type': 'int'}");
        assertThat(problems(numbers, "a,b\r\n1,2\r\nx,y\r\n"))
                .map(problem -> problem.place().toString())
                .containsExactly("sales.csv:3:1", "sales.csv:3:3");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsEveryCellOfARandomFile(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder("a,b,c\n");
            int line = 2;
            List<String> expected = new ArrayList<>();
            String newline = random.nextBoolean() ? "\n" : "\r\n";
            for (int row = random.nextInt(5); row >= 0; row--) {
                while (random.nextInt(4) == 0) {
                    text.append(newline);
                    line++;
                }
                int column = 1;
                for (int cell = 0; cell < 3; cell++) {
                    expected.add("f.csv:" + line + ":" + column);
                    boolean breaks = random.nextInt(4) == 0;
                    String content =
                            switch (random.nextInt(3)) {
                                case 0 -> "é,";
                                case 1 -> "\"\"";
                                default -> "x\uD83D\uDE00";
                            };
                    text.append('"').append(content);
                    column += 1 + content.length();
                    if (breaks) {
                        text.append(newline);
                        line++;
                        column = 1;
                    }
                    text.append("z\"").append(cell < 2 ? "," : newline);
                    column += 3;
                }
                line++;
            }
            Schema schema =
                    schema(
                            "{'name': 'a', 'type': 'int'}",
                            "{'name': 'b', 'type': 'int'}",
                            "{'name': 'c', 'type': 'int'}");

            List<String> found = new ArrayList<>();
            try (CsvRecords records = open(schema, text.toString(), "f.csv", CsvOptions.DEFAULT)) {
                while (records.hasNext()) {
                    catchThrowableOfType(ProblemsException.class, records::next)
                            .problems()
                            .forEach(problem -> found.add(problem.place().toString()));
                }
            }

            assertThat(found).as("seed %d, file %d: %s", seed, i, text).isEqualTo(expected);
        }
    }

    @Test
    void goesOnAfterABadRow() throws IOException {
        String text = "id,amount,country\na,1,RO\nb,?,RO\nc,3\nd,4,RO\n";
        CsvOptions options = CsvOptions.DEFAULT;
        try (CsvRecords records = open(SALE, text, "sales.csv", options)) {
            assertThat(records.next().get("id")).isEqualTo("a");
            assertThatThrownBy(records::next).hasMessageContaining("\"?\"");
            assertThatThrownBy(records::next)
                    .hasMessageContaining("MR-3105")
                    .hasMessageContaining("sales.csv:4:1")
                    .hasMessageContaining("2 cells");
            assertThat(records.next().get("id")).isEqualTo("d");
            assertThat(records.hasNext()).isFalse();
        }
    }

    @Test
    void tellsOfEverythingThatIsWrongWithTheHeaderAtOnce() {
        List<Problem> problems = problems(SALE, "ID,amonut,country,country,spare\n");

        assertThat(problems)
                .map(problem -> problem.code() + " " + problem.place() + " " + problem.suggestion())
                .containsExactly(
                        "MR-3102 sales.csv:1:1 id",
                        "MR-3103 sales.csv:1:1 ID",
                        "MR-3103 sales.csv:1:1 amonut",
                        "MR-3102 sales.csv:1:4 amount",
                        "MR-3104 sales.csv:1:19 null",
                        "MR-3102 sales.csv:1:27 null");
    }

    @Test
    void refusesFieldsThatACsvFileCannotHold() {
        Schema schema = field("{'type': 'array', 'items': 'int'}");

        assertThat(problems(schema, "f\n1\n").get(0).message())
                .isEqualTo("the field \"f\" is array, which a CSV file can't hold");
    }

    @Test
    void leavesOutWhatIsIgnoredAndFillsInDefaults() throws IOException {
        Schema schema =
                schema(
                        "{'name': 'a', 'type': 'int'}",
                        "{'name': 'b', 'type': 'int', 'default': 5}",
                        "{'name': 'c', 'type': ['null', 'int']}");
        CsvOptions options = CsvOptions.DEFAULT.ignoring(Set.of("x")).withDelimiter(';');

        assertThat(read(schema, "x;a\n9;1\n", options).get(0))
                .hasToString("{\"a\": 1, \"b\": 5, \"c\": null}");
    }

    @Test
    void makesUpTimesAndIds() throws IOException {
        Schema schema =
                schema(
                        "{'name': 'id', 'type': 'string'}",
                        "{'name': 'at', 'type': " + MICROS + "}",
                        "{'name': 'price', 'type': 'double'}");
        CsvOptions options =
                CsvOptions.DEFAULT
                        .withRowNumberAs("id")
                        .withTime(
                                new GeneratedTime(
                                        "at",
                                        Instant.parse("1996-05-07T00:00:00Z"),
                                        Duration.ofMinutes(30)));

        List<GenericRecord> records = read(schema, "price\n1\n2\n3\n", options);

        assertThat(records).map(record -> record.get("id")).containsExactly("1", "2", "3");
        assertThat(records)
                .map(record -> Instant.EPOCH.plusNanos(1_000 * (Long) record.get("at")))
                .containsExactly(
                        Instant.parse("1996-05-07T00:00:00Z"),
                        Instant.parse("1996-05-07T00:30:00Z"),
                        Instant.parse("1996-05-07T01:00:00Z"));
    }

    @Test
    void refusesToMakeUpWhatIsInTheFileOrCannotBeMadeUp() {
        CsvOptions options = CsvOptions.DEFAULT.withRowNumberAs("id");
        GeneratedTime time = new GeneratedTime("amount", Instant.EPOCH, Duration.ofSeconds(1));

        assertThatThrownBy(() -> read(SALE, "id,amount,country\n", options))
                .hasMessageContaining("MR-3104")
                .hasMessageContaining("made up as well");
        assertThatThrownBy(() -> read(SALE, "id,country\n", CsvOptions.DEFAULT.withTime(time)))
                .hasMessageContaining("can't be made up for \"amount\"");
    }

    @Test
    void readsFilesWithAMarkInFront(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "\uFEFFf\n7\n");

        try (CsvRecords records = CsvRecords.open(file, field("'int'"), CsvOptions.DEFAULT)) {
            assertThat(records.next().get("f")).isEqualTo(7);
        }
    }

    @Test
    void saysWhyAFileCannotBeRead(@TempDir Path folder) throws IOException {
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, new byte[] {'f', '\n', (byte) 0xe9, '\n'});

        assertThatThrownBy(
                        () -> CsvRecords.open(folder.resolve("none.csv"), SALE, CsvOptions.DEFAULT))
                .isInstanceOf(ProblemsException.class)
                .hasMessageContaining("none.csv");
        assertThatThrownBy(() -> CsvRecords.open(latin, field("'string'"), CsvOptions.DEFAULT))
                .isInstanceOf(ProblemsException.class)
                .hasMessageContaining("MR-3101");
        assertThat(problems(SALE, "").get(0).message()).isEqualTo("the file is empty");
        assertThat(problems(field("'int'"), "f\n\"1\"x\n").get(0).code()).isEqualTo("MR-3101");
    }

    @Test
    void readsNoFurtherThanItMust() throws IOException {
        Reader endless =
                new Reader() {
                    private int row = -1;

                    @Override
                    public int read(char[] buffer, int offset, int length) {
                        String next = ++row == 0 ? "f\n" : row + "\n";
                        next.getChars(0, next.length(), buffer, offset);
                        return next.length();
                    }

                    @Override
                    public void close() {}
                };

        try (CsvRecords records =
                new CsvRecords(endless, "endless", field("'int'"), CsvOptions.DEFAULT)) {
            for (int i = 1; i <= 100_000; i++) {
                assertThat(records.next().get(0)).isEqualTo(i);
            }
        }
    }

    private static List<Problem> problems(Schema schema, String text) {
        return catchThrowableOfType(ProblemsException.class, () -> read(schema, text)).problems();
    }

    private static List<GenericRecord> read(Schema schema, String text) throws IOException {
        return read(schema, text, CsvOptions.DEFAULT);
    }

    private static List<GenericRecord> read(Schema schema, String text, CsvOptions options) {
        List<GenericRecord> all = new ArrayList<>();
        try (CsvRecords records = open(schema, text, "sales.csv", options)) {
            records.forEachRemaining(all::add);
        }
        return all;
    }

    private static CsvRecords open(Schema schema, String text, String file, CsvOptions options) {
        try {
            return new CsvRecords(new StringReader(text), file, schema, options);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Schema field(String type) {
        return schema("{'name': 'f', 'type': " + type + "}");
    }

    private static Schema schema(String... fields) {
        return new Schema.Parser()
                .parse(
                        "{'type': 'record', 'name': 'Sale', 'fields': [%s]}"
                                .formatted(String.join(", ", fields))
                                .replace('\'', '"'));
    }
}
