package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.cli.BackfillShop.Sale;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** {@code millrace backfill} from files to files, against features by definition. */
class BackfillCommandTest {
    private static final long SEED = 20_261_121;
    private static final List<Sale> SALES = BackfillShop.random(600, SEED);

    @TempDir Path folder;

    @BeforeEach
    void writeDefinitions() throws IOException {
        BackfillShop.writeDefinitions(folder);
    }

    private TestSession run(int exitCode, String... arguments) {
        TestSession session = new TestSession(folder, Map.of());
        List<String> words = new ArrayList<>(List.of("backfill"));
        words.addAll(List.of(arguments));
        assertThat(session.run(words.toArray(String[]::new)))
                .as(session.err() + session.out())
                .isEqualTo(exitCode);
        return session;
    }

    @Test
    void endsWithItsOwnCodeWhenAnExpectationSaysStop() throws IOException {
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                BackfillShop.PIPELINE.replace(
                        "between: [0, 1000]}", "between: [0, 1000], otherwise: stop}"));
        List<Sale> sales = new ArrayList<>(SALES.subList(0, 50));
        sales.set(20, new Sale("bad", sales.get(20).at(), "c1", "m1", 1_001));
        BackfillShop.csv(folder.resolve("sales.csv"), sales);

        TestSession session =
                run(ExitCode.STOPPED, "--input", "sales=sales.csv", "--output", "out.csv");

        assertThat(session.err())
                .contains(
                        "the expectation \"amount between [0.0, 1000.0]\" says stop: field \"amount\""
                                + " is 1001.0",
                        "sales.csv:22",
                        "no output was written")
                .doesNotContain("StoppedException", "has failed");
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sales=0-5 is written SOURCE=PARTITION:OFFSET",
                "sales= is written SOURCE=PARTITION:OFFSET",
                "sale=0:5 did you mean \"sales\"?",
                "sales=0:5,0:6 names partition 0 twice"
            })
    void refusesOffsetsThatMakeNoSense(String given) {
        String offsets = given.substring(0, given.indexOf(' '));
        String message =
                given.substring(given.indexOf(' ') + 1).replace("is written", "it's written");

        assertThat(run(ExitCode.USAGE, "--from-offsets", offsets, "--output", "o.csv").err())
                .contains(message);
    }

    @Test
    void refusesOffsetsOfFiles() {
        assertThat(
                        run(
                                        ExitCode.USAGE,
                                        "--input",
                                        "sales=sales.csv",
                                        "--to-offsets",
                                        "sales=0:5",
                                        "--output",
                                        "o.csv")
                                .err())
                .contains("offsets are those of topics, and --input names files");
    }

    private JsonNode summary(int exitCode, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add("--json");
        String out = run(exitCode, words.toArray(String[]::new)).out();
        return Json.MAPPER.readTree(out).get("backfills").get(0);
    }

    private List<JsonNode> rows(String file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(file))) {
            rows.add(Json.MAPPER.readTree(line));
        }
        return rows;
    }

    /** Holds rows against features by definition. */
    private static void check(List<JsonNode> rows, List<Sale> asked, List<Sale> history) {
        assertThat(rows).hasSameSizeAs(asked);
        for (int i = 0; i < rows.size(); i++) {
            Sale sale = asked.get(i);
            List<@Nullable Object> expected = new ArrayList<>();
            expected.add(sale.id());
            expected.add(Instant.ofEpochMilli(sale.at()).toString());
            expected.add(sale.customer());
            expected.add(sale.store());
            expected.addAll(BackfillShop.features(sale, history));
            assertThat(values(rows.get(i))).as("row %d of seed %d", i, SEED).isEqualTo(expected);
        }
    }

    private static List<@Nullable Object> values(JsonNode row) {
        List<@Nullable Object> values = new ArrayList<>();
        row.forEach(
                value ->
                        values.add(
                                value.isNull()
                                        ? null
                                        : value.isTextual()
                                                ? value.asText()
                                                : value.isDouble()
                                                        ? (Object) value.doubleValue()
                                                        : value.longValue()));
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "jsonl", "parquet", "avro"})
    void computesFeaturesOfFilesOfEveryFormat(String format) throws IOException {
        Path file = folder.resolve("sales." + format);
        switch (format) {
            case "csv" -> BackfillShop.csv(file, SALES);
            case "jsonl" -> BackfillShop.jsonLines(file, SALES);
            case "parquet" -> BackfillShop.parquet(file, SALES);
            default -> BackfillShop.avro(file, SALES);
        }

        run(0, "--input", "sales=sales." + format, "--output", "out.jsonl");

        check(rows("out.jsonl"), SALES, SALES);
        assertThat(rows("out.jsonl").get(0).fieldNames())
                .toIterable()
                .startsWith("event_id", "event_time", "customer", "store", "amount");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).noneMatch(path -> path.toString().contains("backfill"));
        }
    }

    @Test
    void givesTheSameBytesWhateverTheParallelismAndTheFilesOrder() throws IOException {
        List<Sale> shuffled = new ArrayList<>(SALES);
        Collections.shuffle(shuffled, new Random(SEED));
        List<Sale> byIdWithinATime = sortedByTime(shuffled);
        BackfillShop.parquet(folder.resolve("sorted.parquet"), byIdWithinATime);
        BackfillShop.parquet(folder.resolve("a.parquet"), byIdWithinATime.subList(0, 300));
        BackfillShop.parquet(folder.resolve("b.parquet"), byIdWithinATime.subList(300, 600));

        run(0, "--input", "sales=sorted.parquet", "--output", "1.parquet", "--parallelism", "1");
        run(0, "--input", "sales=sorted.parquet", "--output", "4.parquet", "--parallelism", "4");
        run(0, "--input", "sales=sorted.parquet", "--output", "8.parquet", "--parallelism", "8");
        run(
                0,
                "--input",
                "sales=a.parquet",
                "--input",
                "sales=b.parquet",
                "--output",
                "two.parquet");

        byte[] first = Files.readAllBytes(folder.resolve("1.parquet"));
        assertThat(Files.readAllBytes(folder.resolve("4.parquet"))).isEqualTo(first);
        assertThat(Files.readAllBytes(folder.resolve("8.parquet"))).isEqualTo(first);
        assertThat(Files.readAllBytes(folder.resolve("two.parquet"))).isEqualTo(first);
    }

    private static List<Sale> sortedByTime(List<Sale> sales) {
        List<Sale> sorted = new ArrayList<>(sales);
        sorted.sort((a, b) -> Long.compare(a.at(), b.at()));
        return sorted;
    }

    @Test
    void callsNothingLate() throws IOException {
        List<Sale> shuffled = new ArrayList<>(SALES);
        Collections.shuffle(shuffled, new Random(SEED));
        BackfillShop.csv(folder.resolve("sales.csv"), shuffled);

        JsonNode summary = summary(0, "--input", "sales=sales.csv", "--output", "out.jsonl");

        check(rows("out.jsonl"), sortedByTime(shuffled), sortedByTime(shuffled));
        assertThat(summary.get("rows").asLong()).isEqualTo(SALES.size());
        assertThat(summary.get("late").asLong()).isZero();
    }

    @Test
    void warmsUpBeforeTheRange() throws IOException {
        List<Sale> sales = BackfillShop.random(1_500, SEED);
        BackfillShop.csv(folder.resolve("sales.csv"), sales);
        long from = sales.get(1_200).at();
        long to = sales.get(1_300).at();

        JsonNode summary =
                summary(
                        0,
                        "--input",
                        "sales=sales.csv",
                        "--from",
                        Instant.ofEpochMilli(from).toString(),
                        "--to",
                        Instant.ofEpochMilli(to).toString(),
                        "--output",
                        "out.jsonl");

        List<Sale> asked =
                sales.stream().filter(sale -> sale.at() >= from && sale.at() < to).toList();
        check(rows("out.jsonl"), asked, sales);
        long warmUp = from - 6 * BackfillShop.HOUR - 10 * 60_000;
        long history =
                sales.stream().filter(sale -> sale.at() >= warmUp && sale.at() < from).count();
        assertThat(history).isBetween(1L, 1_199L);
        assertThat(summary.get("history").asLong()).isEqualTo(history);
        assertThat(summary.get("outside").asLong())
                .isEqualTo(sales.size() - history - asked.size());
    }

    @Test
    void joinsLabelsPointInTime() throws IOException {
        BackfillShop.csv(folder.resolve("sales.csv"), SALES);
        Random random = new Random(SEED);
        StringBuilder labels = new StringBuilder("sale,bad,told_at\n");
        Map<String, List<Map.Entry<Long, Boolean>>> told = new LinkedHashMap<>();
        for (int i = 0; i < 400; i++) {
            Sale sale = SALES.get(random.nextInt(SALES.size()));
            long at = sale.at() + random.nextLong(4 * BackfillShop.HOUR) - 60_000;
            if (at > SALES.get(SALES.size() - 1).at() + 60_000) {
                continue; // The newest label isn't much newer than the newest sale.
            }
            boolean bad = random.nextBoolean();
            labels.append("%s,%s,%s\n".formatted(sale.id(), bad, Instant.ofEpochMilli(at)));
            told.computeIfAbsent(sale.id(), id -> new ArrayList<>()).add(Map.entry(at, bad));
        }
        Files.writeString(folder.resolve("labels.csv"), labels);

        JsonNode summary =
                summary(
                        0,
                        "--input",
                        "sales=sales.csv",
                        "--labels",
                        "labels.csv",
                        "--output",
                        "out.jsonl");

        long known =
                Math.max(
                        SALES.get(SALES.size() - 1).at(),
                        told.values().stream()
                                .flatMap(List::stream)
                                .mapToLong(Map.Entry::getKey)
                                .max()
                                .orElseThrow());
        List<String> expected = new ArrayList<>();
        for (Sale sale : SALES) {
            String label = joined(sale, told.getOrDefault(sale.id(), List.of()), known);
            if (!label.isEmpty()) {
                expected.add(sale.id() + " " + label);
            }
        }
        assertThat(rows("out.jsonl"))
                .as("seed " + SEED)
                .extracting(
                        row ->
                                "%s %s %s %s"
                                        .formatted(
                                                row.get("event_id").asText(),
                                                row.get("label").asDouble(),
                                                row.get("labelled_at").asText(),
                                                row.get("label_origin").asText()))
                .containsExactlyElementsOf(expected);
        assertThat(expected).hasSizeBetween(100, SALES.size() - 10);
        assertThat(summary.get("undecided").asLong()).isEqualTo(SALES.size() - expected.size());
    }

    /** By hand: of the labels in time the last one, since it first said so; or 0 at the horizon. */
    private static String joined(Sale sale, List<Map.Entry<Long, Boolean>> told, long known) {
        long horizon = sale.at() + 3 * BackfillShop.HOUR;
        List<Map.Entry<Long, Boolean>> inTime = new ArrayList<>(told);
        inTime.removeIf(label -> label.getKey() > horizon);
        inTime.sort(Map.Entry.comparingByKey());
        if (inTime.isEmpty()) {
            return horizon > known ? "" : "0.0 " + Instant.ofEpochMilli(horizon) + " horizon";
        }
        int last = inTime.size() - 1;
        boolean bad = inTime.get(last).getValue();
        while (last > 0 && inTime.get(last - 1).getValue() == bad) {
            last--;
        }
        long at = Math.max(sale.at(), inTime.get(last).getKey());
        return (bad ? "1.0 " : "0.0 ") + Instant.ofEpochMilli(at) + " record";
    }

    @Test
    void readsFromTheBeginningWhatMayDependOnAnyEarlierEvent() throws IOException {
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                BackfillShop.PIPELINE.replace("[2h]", "[lifetime]"));
        BackfillShop.csv(folder.resolve("sales.csv"), SALES);
        Sale from = SALES.get(500);

        TestSession session =
                run(
                        0,
                        "--input",
                        "sales=sales.csv",
                        "--from",
                        Instant.ofEpochMilli(from.at()).toString(),
                        "--output",
                        "out.jsonl");

        assertThat(session.err())
                .contains("sales is read from its beginning: store_amount_count_lifetime");
        long before =
                SALES.stream()
                        .filter(sale -> sale.at() < from.at())
                        .filter(sale -> sale.store() != null && sale.store().equals(from.store()))
                        .count();
        JsonNode first =
                rows("out.jsonl").stream()
                        .filter(row -> row.get("event_id").asText().equals(from.id()))
                        .findFirst()
                        .orElseThrow();
        assertThat(first.get("store_amount_count_lifetime").asLong()).isEqualTo(before);
    }

    @Test
    void leavesBadRowsOutAndSaysWhereTheyAre() throws IOException {
        BackfillShop.csv(folder.resolve("sales.csv"), SALES.subList(0, 50));
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("sales.csv")));
        lines.set(10, "s00009,2026-03-01T00:00:00Z,c1,m1,much");
        lines.set(20, "s00019,2026-03-01T00:00:00Z,c1,m1,5000");
        lines.add(lines.get(30));
        Files.write(folder.resolve("sales.csv"), lines);

        String[] arguments = {"--input", "sales=sales.csv", "--output", "out.jsonl", "--strict"};
        JsonNode summary = summary(1, arguments);

        List<Sale> good = new ArrayList<>(SALES.subList(0, 50));
        good.removeIf(sale -> sale.id().equals("s00009") || sale.id().equals("s00019"));
        check(rows("out.jsonl"), good, good);
        assertThat(summary.get("refused").asLong()).isEqualTo(2);
        assertThat(summary.get("duplicates").asLong()).isEqualTo(1);
        assertThat(summary.get("read").asLong()).isEqualTo(51);
        List<JsonNode> left = rows("out.jsonl.refused.jsonl");
        String csv = folder.resolve("sales.csv").toString();
        assertThat(left)
                .extracting(row -> row.get("place").asText() + " " + row.get("verdict").asText())
                .containsExactly(
                        csv + ":11:35 refused", csv + ":21:1 refused", csv + ":52:1 duplicate");
        assertThat(left.get(0).get("reason").asText()).contains("amount").contains("much");
        assertThat(left.get(1).get("field").asText()).isEqualTo("amount");
    }

    @Test
    void writesWhatOthersCanRead() throws IOException {
        BackfillShop.csv(folder.resolve("sales.csv"), SALES);
        run(0, "--input", "sales=sales.csv", "--output", "out.jsonl");
        run(0, "--input", "sales=sales.csv", "--output", "out.csv");
        run(0, "--input", "sales=sales.csv", "--output", "many", "--format", "parquet");

        List<JsonNode> expected = rows("out.jsonl");
        assertThat(csv()).isEqualTo(texts(expected));
        assertThat(parquet(folder.resolve("many/part-00000.parquet"))).isEqualTo(texts(expected));
    }

    private static List<Map<String, String>> texts(List<JsonNode> rows) {
        List<Map<String, String>> texts = new ArrayList<>();
        for (JsonNode row : rows) {
            Map<String, String> values = new LinkedHashMap<>();
            row.properties()
                    .forEach(
                            value -> {
                                if (!value.getValue().isNull()) {
                                    values.put(value.getKey(), value.getValue().asText());
                                }
                            });
            texts.add(values);
        }
        return texts;
    }

    private List<Map<String, String>> csv() throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(folder.resolve("out.csv"));
                CSVParser parser = CSVFormat.RFC4180.builder().setHeader().get().parse(reader)) {
            for (CSVRecord record : parser) {
                Map<String, String> row = new LinkedHashMap<>();
                for (String name : parser.getHeaderNames()) {
                    if (!record.get(name).isEmpty()) {
                        row.put(name, record.get(name));
                    }
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<Map<String, String>> parquet(Path file) throws IOException {
        Hydrator<Map<String, String>, Map<String, String>, String[]> hydrator =
                new Hydrator<>() {
                    @Override
                    public Map<String, String> start() {
                        return new LinkedHashMap<>();
                    }

                    @Override
                    public Map<String, String> add(
                            Map<String, String> row, String[] path, @Nullable Object value) {
                        if (value != null) {
                            boolean time = path[0].equals("event_time");
                            row.put(
                                    path[0],
                                    time
                                            ? Instant.ofEpochMilli((Long) value).toString()
                                            : value.toString());
                        }
                        return row;
                    }

                    @Override
                    public Map<String, String> finish(Map<String, String> row) {
                        return row;
                    }
                };
        try (Stream<Map<String, String>> rows =
                ParquetReader.streamContent(file.toFile(), hydrator)) {
            return rows.toList();
        }
    }

    @Test
    void replacesNothingUnlessToldTo() throws IOException {
        BackfillShop.csv(folder.resolve("sales.csv"), SALES.subList(0, 5));
        Files.writeString(folder.resolve("out.csv"), "mine");

        String err = run(64, "--input", "sales=sales.csv", "--output", "out.csv").err();
        assertThat(err).contains("out.csv is there already").contains("--overwrite");
        assertThat(folder.resolve("out.csv")).hasContent("mine");

        run(0, "--input", "sales=sales.csv", "--output", "out.csv", "--overwrite");
        assertThat(Files.readAllLines(folder.resolve("out.csv"))).hasSize(6);
    }

    @Test
    void refusesWhatItCannotDo() throws IOException {
        BackfillShop.csv(folder.resolve("sales.csv"), SALES.subList(0, 5));

        assertThat(run(64, "--input", "sale=sales.csv", "--output", "out.csv").err())
                .contains("did you mean \"sales\"?");
        assertThat(run(69, "--output", "out.csv").err()).contains("no environment runs");
        assertThat(
                        run(64, "--as-served", "--input", "sales=sales.csv", "--output", "out.csv")
                                .err())
                .contains("leave out --input");
        assertThat(run(64, "--input", "sales=sales.csv").err()).contains("--output");
        assertThat(
                        run(
                                        64,
                                        "--input",
                                        "sales=sales.csv",
                                        "--output",
                                        "out.csv",
                                        "--format",
                                        "parquet")
                                .err())
                .contains("doesn't go with");
        assertThat(run(1, "--input", "sales=none.csv", "--output", "out.csv").err())
                .contains("there is no such file");
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }
}
