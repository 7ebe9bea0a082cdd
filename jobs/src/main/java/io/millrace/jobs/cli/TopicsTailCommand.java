package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.concurrent.Callable;

/** {@code millrace topics tail}. */
@Command(
        name = "tail",
        description = {
            "Show the last records of a topic, decoded, as JSON lines.",
            "",
            "Only committed records are shown, by their timestamps. Unions are unwrapped,"
                    + " timestamps are ISO-8601 in UTC, bytes are Base64, 64-bit integers are"
                    + " numbers. A value that can't be decoded is shown as"
                    + " {\"error\": …, \"bytes\": …}."
        },
        footer = {
            "%nExamples:",
            "  millrace topics tail card-fraud.predictions",
            "  millrace topics tail card-fraud.dead-letters -n 1 --headers",
            "  millrace topics tail transactions --follow | jq .value.amount"
        })
final class TopicsTailCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "TOPIC", description = "The topic's name.")
    private String topic = "";

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "10",
            description = "How many records, over all partitions. Default: 10.")
    private int lines;

    @Option(names = "--follow", description = "Go on with what arrives, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--headers", description = "Show the records' headers, too.")
    private boolean headers;

    @Mixin private final Connection connection = new Connection();

    TopicsTailCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Format format = session.format(Format.JSONL);
        if (lines < 0) {
            throw CommandFailure.usage("-n is " + lines + "; it's 0 or more");
        }
        if (follow && format != Format.JSONL) {
            throw CommandFailure.usage("--follow writes jsonl only, not " + format);
        }
        Endpoints endpoints = connection.resolve(session);
        TopicOffsets offsets;
        try (Admin admin = Kafka.admin(endpoints)) {
            offsets = TopicOffsets.one(admin, topic);
        }
        try (SchemaRegistry registry = new ConfluentSchemaRegistry(endpoints.requireRegistry());
                KafkaConsumer<byte[], byte[]> consumer = Kafka.consumer(endpoints)) {
            RecordJson json = new RecordJson(registry);
            Tail tail = new Tail(consumer, endpoints.timeout(), session.interruption());
            Table table = table();
            tail.last(TopicOffsets.partitions(offsets.topic()), lines)
                    .forEach(record -> add(record, json, table));
            TableOutput.write(table, format, session.out());
            if (follow) {
                follow(consumer, json);
            }
        }
        return session.interruption().isAsked() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer, RecordJson json) {
        while (!session.interruption().isAsked() && !session.out().checkError()) {
            Table table = table();
            consumer.poll(Duration.ofMillis(200)).forEach(record -> add(record, json, table));
            TableOutput.write(table, Format.JSONL, session.out());
        }
    }

    private Table table() {
        return headers
                ? Table.of("records", "partition", "offset", "timestamp", "key", "headers", "value")
                : Table.of("records", "partition", "offset", "timestamp", "key", "value");
    }

    private void add(ConsumerRecord<byte[], byte[]> record, RecordJson json, Table table) {
        String time = AvroJson.time(record.timestamp());
        JsonNode key = RecordJson.key(record.key());
        JsonNode value = json.value(record.value());
        if (headers) {
            JsonNode found = RecordJson.headers(record);
            table.add(record.partition(), record.offset(), time, key, found, value);
        } else {
            table.add(record.partition(), record.offset(), time, key, value);
        }
    }
}
