package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.serde.InMemorySchemaRegistry;
import io.millrace.schemas.serde.csv.CsvOptions;

import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class ReplayTest {
    private static final String SCHEMA =
            """
            {"type": "record", "name": "Click", "fields": [
              {"name": "id", "type": "string"},
              {"name": "user", "type": ["null", "string"], "default": null},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}
            """;
    private static final String ROWS =
            """
            id,user,at
            a,u1,2026-01-01T00:00:00Z
            b,,2026-01-01T00:00:10Z
            c,u2,2026-01-01T00:00:07.500Z
            """;
    private static final Node NODE = new Node(0, "localhost", 1);
    private static final long MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    @TempDir Path folder;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final int schemaId = registry.register("clicks-value", SCHEMA);
    private final ReplayTarget target = ReplayTarget.of(source());
    private final MockProducer<byte[], byte[]> producer = producer();
    private int rowsLeft = Integer.MAX_VALUE;

    @Test
    void sendsRowsInTheFilesOrderWithTheirKeys() throws Exception {
        run(ROWS, 0, Long.MAX_VALUE, false);

        assertThat(sent()).containsExactly("u1={a}", "null={b}", "u2={c}");
    }

    @Test
    void tellsEveryPartitionHowFarEventTimeHasCome() throws Exception {
        Replay.Outcome outcome = run(ROWS, 0, Long.MAX_VALUE, true);

        List<ProducerRecord<byte[], byte[]>> beats =
                producer.history().stream().filter(record -> record.value() == null).toList();
        assertThat(beats).extracting(ProducerRecord::partition).containsExactly(0, 1, 2);
        assertThat(beats)
                .allSatisfy(
                        record ->
                                assertThat(header(record))
                                        .isEqualTo(String.valueOf(MIDNIGHT + 10_000 + 5_000 + 1)));
        assertThat(outcome.heartbeat()).contains(MIDNIGHT + 15_001);
    }

    @Test
    void saysWhatItDid() throws Exception {
        Replay.Outcome outcome = run(ROWS, 0, Long.MAX_VALUE, false);

        assertThat(outcome.isComplete()).isTrue();
        assertThat(outcome.sent()).isEqualTo(3);
        assertThat(outcome.first()).contains(MIDNIGHT);
        assertThat(outcome.last()).contains(MIDNIGHT + 10_000);
        assertThat(outcome.heartbeat()).isEmpty();
    }

    @Test
    void goesOnWhereItWasStopped() throws Exception {
        rowsLeft = 2;
        Replay.Outcome stopped = run(ROWS, 0, Long.MAX_VALUE, true);

        assertThat(stopped.isComplete()).isFalse();
        assertThat(stopped.row()).isEqualTo(2);
        assertThat(sent()).containsExactly("u1={a}", "null={b}");

        rowsLeft = Integer.MAX_VALUE;
        producer.clear();
        run(ROWS, stopped.row(), Long.MAX_VALUE, false);

        assertThat(sent()).containsExactly("u2={c}");
    }

    @Test
    void sendsNoMoreThanTheLimit() throws Exception {
        run(ROWS, 1, 1, false);

        assertThat(sent()).containsExactly("null={b}");
    }

    @Test
    void leavesOutBadRows() throws Exception {
        Replay.Outcome outcome =
                run(ROWS.replace("2026-01-01T00:00:10Z", "soon"), 0, Long.MAX_VALUE, false);

        assertThat(sent()).containsExactly("u1={a}", "u2={c}");
        assertThat(outcome.bad()).isEqualTo(1);
        assertThat(outcome.row()).isEqualTo(3);
    }

    @Test
    void makesUpTimesAndIds() throws Exception {
        Replay.Outcome outcome =
                run(
                        producer,
                        "user\nu1\nu2\n",
                        CsvOptions.DEFAULT
                                .withTime(
                                        new CsvOptions.GeneratedTime(
                                                target.timeField(),
                                                Instant.ofEpochMilli(MIDNIGHT),
                                                Duration.ofMinutes(30)))
                                .withRowNumberAs(target.idField()),
                        0,
                        Long.MAX_VALUE,
                        false);

        assertThat(sent()).containsExactly("u1={1}", "u2={2}");
        assertThat(outcome.last()).contains(MIDNIGHT + 1_800_000);
    }

    /** Their clock is the predictions'. */
    @Test
    void tellsNoEventTimeOfLabels() throws Exception {
        ReplayTarget labels =
                new ReplayTarget(
                        "clicks",
                        target.schema(),
                        target.schemaText(),
                        "id",
                        "at",
                        Optional.empty());
        Replay replay =
                new Replay(
                        producer,
                        new RecordMaker(labels, schemaId, Optional.of("id")),
                        unpaced(),
                        new Progress.Silent(),
                        true);

        Replay.Outcome outcome =
                replay.run(
                        new ReplayFile(write(ROWS), labels, CsvOptions.DEFAULT), 0, 9, 3, labels);

        assertThat(sent()).containsExactly("a={a}", "b={b}", "c={c}");
        assertThat(producer.history()).hasSize(3);
        assertThat(outcome.heartbeat()).isEmpty();
    }

    @Test
    void tellsWhenKafkaTakesNoRecord() {
        MockProducer<byte[], byte[]> refusing =
                new RefusingProducer(new IllegalStateException("too large"));

        assertThatThrownBy(() -> run(refusing, ROWS, CsvOptions.DEFAULT, 0, 9, true))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(69))
                .hasMessageContaining("too large");
        assertThat(refusing.history()).allSatisfy(r -> assertThat(r.value()).isNotNull());
    }

    /** Takes records and then says that they couldn't be written. */
    private static final class RefusingProducer extends MockProducer<byte[], byte[]> {
        private final RuntimeException refusal;

        RefusingProducer(RuntimeException refusal) {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.refusal = refusal;
        }

        @Override
        public synchronized void flush() {
            while (errorNext(refusal)) {
                // Until none is left.
            }
        }
    }

    @Test
    void checksTheWholeFileBeforehand() throws IOException {
        Path file = write(ROWS.replace("2026-01-01T00:00:10Z", "soon") + "d,u1\n");
        ReplayFile rows = new ReplayFile(file, target, CsvOptions.DEFAULT);
        TestSession session = new TestSession();

        assertThatThrownBy(() -> rows.check(session.session(), false))
                .isInstanceOfSatisfying(
                        ProblemsException.class,
                        thrown -> assertThat(thrown.problems()).hasSize(2));
        assertThat(session.err()).contains("2 of 4 rows are bad, so nothing is sent");
        assertThat(rows.check(session.session(), true)).isEqualTo(4);
    }

    private Replay.Outcome run(String rows, long skip, long limit, boolean heartbeat)
            throws IOException, InterruptedException {
        return run(producer, rows, CsvOptions.DEFAULT, skip, limit, heartbeat);
    }

    private Replay.Outcome run(
            Producer<byte[], byte[]> producer,
            String rows,
            CsvOptions options,
            long skip,
            long limit,
            boolean heartbeat)
            throws IOException, InterruptedException {
        Replay replay =
                new Replay(
                        producer,
                        new RecordMaker(target, schemaId, Optional.of("user")),
                        unpaced(),
                        new Progress.Silent(),
                        heartbeat);
        return replay.run(new ReplayFile(write(rows), target, options), skip, limit, 3, target);
    }

    private Pacer unpaced() {
        return new Pacer(Speed.MAX, System::nanoTime, nanos -> rowsLeft-- > 0);
    }

    private Path write(String rows) throws IOException {
        return Files.writeString(folder.resolve("rows.csv"), rows);
    }

    private List<String> sent() {
        RecordJson json = new RecordJson(registry);
        return producer.history().stream()
                .filter(record -> record.value() != null)
                .map(
                        record ->
                                text(record.key())
                                        + "={"
                                        + json.value(record.value()).path("id").asText()
                                        + "}")
                .toList();
    }

    private static String header(ProducerRecord<byte[], byte[]> record) {
        return text(record.headers().lastHeader("millrace-heartbeat").value());
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static MockProducer<byte[], byte[]> producer() {
        List<PartitionInfo> partitions = List.of(partition(0), partition(1), partition(2));
        return new MockProducer<>(
                new Cluster("c", List.of(NODE), partitions, Set.of(), Set.of()),
                true,
                new RoundRobinPartitioner(),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static PartitionInfo partition(int number) {
        return new PartitionInfo("clicks", number, NODE, new Node[] {NODE}, new Node[] {NODE});
    }

    private static SourceSchema source() {
        Source source =
                new Source(
                        text("clicks"),
                        text("clicks"),
                        Optional.empty(),
                        text("id"),
                        text("at"),
                        Duration.ofSeconds(5),
                        Duration.ofHours(1),
                        Optional.empty(),
                        List.of());
        return new SourceSchema(source, new Schema.Parser().parse(SCHEMA), SCHEMA, "test", true);
    }

    private static Text text(String value) {
        return new Text(value, new Place("pipeline.yaml", 1, 1));
    }
}
