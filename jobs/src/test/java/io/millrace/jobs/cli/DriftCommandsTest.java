package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import blue.strategic.parquet.ParquetWriter;

import com.fasterxml.jackson.databind.JsonNode;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

class DriftCommandsTest {
    private static final int ROWS = 800;

    @TempDir Path folder;
    private TestSession session = new TestSession();

    @BeforeEach
    void newSession() {
        session = new TestSession(folder, Map.of());
    }

    /** Rows of an amount (some null), a country, a flag and a time. */
    private static final class Shop {
        private final SplittableRandom random;
        private final double shift;
        private final int countries;

        Shop(long seed, double shift, int countries) {
            this.random = new SplittableRandom(seed);
            this.shift = shift;
            this.countries = countries;
        }

        @Nullable Double amount() {
            double sum = 0;
            for (int i = 0; i < 12; i++) {
                sum += random.nextDouble();
            }
            return random.nextInt(20) == 0 ? null : sum - 6 + shift;
        }

        String country() {
            return new String[] {"DE", "FR", "PT", "ES", "IT"}[random.nextInt(countries)];
        }

        boolean member() {
            return random.nextInt(3) == 0;
        }

        void csv(Path file) throws IOException {
            StringBuilder text = new StringBuilder("at,amount,country,member\r\n");
            for (int i = 0; i < ROWS; i++) {
                @Nullable Double amount = amount();
                text.append("2026-01-01T00:00:00Z,")
                        .append(amount == null ? "" : amount.toString())
                        .append(",\"")
                        .append(country())
                        .append("\",")
                        .append(member())
                        .append("\r\n");
            }
            Files.writeString(file, text);
        }

        void json(Path file) throws IOException {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < ROWS; i++) {
                text.append(
                        "{\"at\":\"2026-01-01T00:00:00Z\",\"amount\":%s,\"country\":\"%s\",\"member\":%s}\n"
                                .formatted(amount(), country(), member()));
            }
            Files.writeString(file, text);
        }

        void parquet(Path file) throws IOException {
            MessageType type =
                    new MessageType(
                            "shop",
                            Types.optional(PrimitiveTypeName.INT64)
                                    .as(
                                            LogicalTypeAnnotation.timestampType(
                                                    true, LogicalTypeAnnotation.TimeUnit.MILLIS))
                                    .named("at"),
                            Types.optional(PrimitiveTypeName.DOUBLE).named("amount"),
                            Types.optional(PrimitiveTypeName.BINARY)
                                    .as(LogicalTypeAnnotation.stringType())
                                    .named("country"),
                            Types.required(PrimitiveTypeName.BOOLEAN).named("member"));
            try (ParquetWriter<Integer> writer =
                    ParquetWriter.<Integer>writeFile(
                            type,
                            file.toFile(),
                            (row, to) -> {
                                @Nullable Double amount = amount();
                                if (amount != null) {
                                    to.write("amount", amount);
                                }
                                to.write("country", country());
                                to.write("member", member());
                            })) {
                for (int i = 0; i < ROWS; i++) {
                    writer.write(i);
                }
            }
        }
    }

    private Shop same(long seed) {
        return new Shop(seed, 0, 4);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private int compare(String reference, String current, String... more) {
        String[] arguments = new String[6 + more.length];
        String[] first = {"drift", "compare", "--reference", reference, "--current", current};
        System.arraycopy(first, 0, arguments, 0, 6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return session.run(arguments);
    }

    @Test
    void findsNoDriftInWhatIsAlike() throws IOException {
        same(1).csv(file("a.csv"));
        same(2).csv(file("b.csv"));

        assertThat(compare("a.csv", "b.csv", "--fail-on", "warning")).isZero();

        assertThat(session.out())
                .contains(
                        "0 of 3 columns drift (0 alert, 0 warning, 0 unknown); 800 rows against 800")
                .containsPattern("amount +ok ");
        assertThat(session.err()).isEqualTo("at isn't compared: it holds points in time\n");
    }

    @Test
    void failsOnAnAlertWhenItsAskedTo() throws IOException {
        same(1).csv(file("a.csv"));
        new Shop(2, 1, 4).csv(file("b.csv"));

        assertThat(compare("a.csv", "b.csv")).isZero();
        assertThat(session.out())
                .containsPattern("amount +alert ")
                .contains("1 of 3 columns drift (1 alert, 0 warning, 0 unknown)");
        assertThat(compare("a.csv", "b.csv", "--fail-on", "alert")).isEqualTo(1);
        assertThat(compare("a.csv", "b.csv", "--ignore", "amount", "--fail-on", "warning"))
                .isZero();
    }

    /** The same rows in each format, against the same reference. */
    @Test
    void formatsGiveTheSameVerdicts() throws IOException {
        same(1).csv(file("a.csv"));
        same(1).json(file("a.jsonl"));
        same(1).parquet(file("a.parquet"));
        new Shop(2, 0.4, 5).csv(file("b.csv"));
        new Shop(2, 0.4, 5).json(file("b.ndjson"));
        new Shop(2, 0.4, 5).parquet(file("b.parquet"));

        JsonNode csv = columns("a.csv", "b.csv");

        assertThat(csv.findValuesAsText("column")).containsExactly("amount", "country", "member");
        assertThat(csv.get(1).path("verdict").asText()).isEqualTo("alert");
        assertThat(columns("a.jsonl", "b.ndjson")).isEqualTo(csv);
        assertThat(columns("a.parquet", "b.parquet")).isEqualTo(csv);
        assertThat(columns("a.csv", "b.parquet")).isEqualTo(csv);
    }

    private JsonNode columns(String reference, String current) throws IOException {
        TestSession own = new TestSession(folder, Map.of());
        String[] words = {
            "drift", "compare", "--reference", reference, "--current", current, "--json"
        };
        assertThat(own.run(words)).as(own.err()).isZero();
        return Json.MAPPER.readTree(own.out()).path("segments").get(0).path("columns");
    }

    @Test
    void dividesRowsBySegments() throws IOException {
        same(1).csv(file("a.csv"));
        new Shop(2, 0, 3).csv(file("b.csv"));

        assertThat(compare("a.csv", "b.csv", "--by", "country", "--min-rows", "100")).isZero();

        assertThat(session.out())
                .contains("DE: 0 of 2 columns drift")
                .contains("ES: 0 of 2 columns drift (0 alert, 0 warning, 2 unknown); 0 rows");
    }

    @Test
    void aProfileIsAsGoodAReferenceInCells() throws IOException {
        same(1).csv(file("a.csv"));
        new Shop(2, 1, 4).csv(file("b.csv"));

        assertThat(session.run("drift", "profile", "a.csv")).isZero();
        assertThat(session.out()).containsPattern("amount +double +800 ");
        assertThat(compare("a.profile", "b.csv", "--fail-on", "alert")).isEqualTo(1);

        byte[] bytes = Files.readAllBytes(file("a.profile"));
        bytes[bytes.length - 2]++;
        Files.write(file("broken.profile"), bytes);
        assertThat(compare("broken.profile", "b.csv")).isEqualTo(1);
        assertThat(session.err()).contains("MR-3201").containsPattern("changed");
        assertThat(compare("a.profile", "b.csv", "--by", "country")).isEqualTo(64);
    }

    @Test
    void tellsAllMistakesOfBothFilesWithTheirPlaces() throws IOException {
        Files.writeString(file("a.csv"), "x,y\n1,2\n3\n");
        Files.writeString(file("b.jsonl"), "{\"x\": 1}\n{\"x\": }\n[1]\n");

        assertThat(compare("a.csv", "b.jsonl")).isEqualTo(1);

        assertThat(session.err())
                .contains(
                        "a.csv:3:1",
                        "the row has 1 cells",
                        "b.jsonl:2:7",
                        "b.jsonl:3:1",
                        "3 errors");
    }

    @Test
    void tellsColumnsThatDontFit() throws IOException {
        Files.writeString(file("a.csv"), "amount,country,age\n1.5,DE,3\n2,FR,4\n");
        Files.writeString(file("b.csv"), "amount,contry,age\n1.5,DE,3\nn/a,FR,5\n,FR,x\n");

        assertThat(compare("a.csv", "b.csv")).isEqualTo(1);

        assertThat(session.err())
                .contains("b.csv:3:1")
                .contains("\"amount\" holds \"n/a\"; in the reference it's numbers")
                .contains("b.csv:4:5")
                .contains("the column \"country\" of the reference is missing")
                .contains("did you mean \"contry\"?")
                .contains("3 errors");
    }

    @Test
    void tellsOptionsThatNameNoColumn() throws IOException {
        same(1).csv(file("a.csv"));

        assertThat(compare("a.csv", "a.csv", "--by", "contry", "--ignore", "amuont")).isEqualTo(1);

        assertThat(session.err())
                .contains("there is no column \"contry\"", "did you mean \"country\"?")
                .contains("there is no column \"amuont\"");
    }

    @Test
    void tellsFilesThatCantBeRead() throws IOException {
        Files.writeString(file("empty.csv"), "");
        Files.writeString(file("no.parquet"), "PAR1");
        Files.write(file("latin.csv"), new byte[] {'a', '\n', (byte) 0xE4, '\n'});

        assertThat(compare("missing.csv", "empty.csv")).isEqualTo(1);
        assertThat(compare("no.parquet", "latin.csv")).isEqualTo(1);
        assertThat(compare("a.xlsx", "latin.csv")).isEqualTo(1);

        assertThat(session.err())
                .contains("there is no such file")
                .contains("it is empty")
                .contains("it is no Parquet")
                .contains("latin.csv isn't UTF-8");
    }

    @Test
    void readsQuotedCellsOverSeveralLines() throws IOException {
        Files.writeString(file("a.csv"), "\uFEFFname,n\n\"a \"\"b\"\",\n c\",1\n\"d\",2\nd,x\n");
        Files.writeString(file("b.csv"), "name,n\n\"d\n\",1\nd,2,3\n\"open,1\n");

        assertThat(compare("a.csv", "b.csv")).isEqualTo(1);

        assertThat(session.err())
                .contains("b.csv:4:3", "the row has 3 cells")
                .contains("b.csv:5:1", "the row can't be read", "quotation mark");
    }

    @Test
    void oneRowIsUnknownAndSaysSo() throws IOException {
        Files.writeString(file("a.csv"), "x,none\n1,\n");
        Files.writeString(file("b.csv"), "x,none\ninf,\n");

        assertThat(compare("a.csv", "b.csv", "--fail-on", "warning")).isZero();

        assertThat(session.out()).contains("0 of 2 columns drift (0 alert, 0 warning, 2 unknown)");
        assertThat(session.err()).contains("no verdict is known: too few rows (--min-rows 300)");
    }

    @Test
    void saysWhenLevelsAreTooManyToCompareEach() throws IOException {
        StringBuilder text = new StringBuilder("id\n");
        for (int i = 0; i < 3000; i++) {
            text.append("row-").append(i).append('\n');
        }
        Files.writeString(file("a.csv"), text);

        assertThat(compare("a.csv", "a.csv")).isZero();

        assertThat(session.err())
                .contains(
                        "id has more than 254 levels: the 254 most frequent ones are compared, and"
                                + " the others (2,746 rows) as one");
    }

    /** A column name that would end the script, were it not escaped. */
    @Test
    void writesAReportOfOneSmallFile() throws IOException {
        StringBuilder header = new StringBuilder("</script><b>,");
        StringBuilder one = new StringBuilder("x,");
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200; i++) {
            header.append("feature_with_a_rather_long_name_")
                    .append(i)
                    .append(i < 199 ? "," : "\n");
        }
        StringBuilder then = new StringBuilder(header);
        StringBuilder now = new StringBuilder(header);
        for (int row = 0; row < 400; row++) {
            then.append(one);
            now.append(one);
            for (int i = 0; i < 200; i++) {
                then.append(random.nextDouble()).append(i < 199 ? "," : "\n");
                now.append(random.nextDouble() + i / 200.0).append(i < 199 ? "," : "\n");
            }
        }
        Files.writeString(file("a.csv"), then);
        Files.writeString(file("b.csv"), now);

        assertThat(compare("a.csv", "b.csv", "--html", "report.html", "-q")).isZero();

        String html = Files.readString(file("report.html"));
        assertThat(html.length()).isLessThan(1_000_000);
        assertThat(html)
                .contains("feature_with_a_rather_long_name_199")
                .doesNotContain("</script><b>");
        assertThat(html).doesNotContainPattern("(src|href)=\"").doesNotContain("sourceMappingURL");
        assertThat(session.err()).isEmpty();
    }
}
