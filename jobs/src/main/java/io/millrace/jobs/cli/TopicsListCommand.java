package io.millrace.jobs.cli;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code millrace topics list}. */
@Command(
        name = "list",
        description = {
            "List the topics, Kafka's own left out.",
            "",
            "OFFSETS is the span between a topic's first and last offset. Each transaction takes an"
                    + " offset of its own, so exactly-once topics hold fewer records; --count reads"
                    + " them and says how many."
        },
        footer = {
            "%nExamples:",
            "  millrace topics list",
            "  millrace topics list --count",
            "  millrace topics list -o csv"
        })
final class TopicsListCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final Connection connection = new Connection();

    @Option(names = "--count", description = "Read every topic and count its committed records.")
    private boolean count;

    TopicsListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Endpoints endpoints = connection.resolve(session);
        Table table =
                count
                        ? Table.of("topics", "topic", "partitions", "offsets", "records")
                        : Table.of("topics", "topic", "partitions", "offsets");
        try (Admin admin = Kafka.admin(endpoints)) {
            List<TopicOffsets> topics = TopicOffsets.all(admin);
            if (count) {
                count(endpoints, topics, table);
            } else {
                topics.forEach(t -> table.add(name(t), partitions(t), t.span()));
            }
        }
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }

    private void count(Endpoints endpoints, List<TopicOffsets> topics, Table table) {
        try (KafkaConsumer<byte[], byte[]> consumer = Kafka.consumer(endpoints)) {
            RecordCount counter = new RecordCount(consumer, endpoints.timeout());
            for (TopicOffsets topic : topics) {
                table.add(name(topic), partitions(topic), topic.span(), counter.count(topic));
            }
        }
    }

    private static String name(TopicOffsets topic) {
        return topic.topic().name();
    }

    private static int partitions(TopicOffsets topic) {
        return topic.begin().size();
    }
}
