package io.millrace.jobs.cli;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** {@code millrace topics create}. */
@Command(
        name = "create",
        description = {
            "Make topics that are missing, such as those that producers write to. Jobs make the"
                    + " topics of their own pipeline themselves.",
            "",
            "A topic that's there already stays as it is. Everything else goes by the brokers'"
                    + " defaults."
        },
        footer = {
            "%nExamples:",
            "  millrace topics create transactions chargebacks --partitions 4",
            "  millrace topics create transactions --partitions 12 --bootstrap kafka:9092"
        })
final class TopicsCreateCommand implements Callable<Integer> {
    private static final int MOST_ATTEMPTS = 100;
    private static final long BETWEEN_ATTEMPTS_MILLIS = 100;
    private static final int MOST_PARTITIONS = 10_000;

    private final Session session;

    @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "The topics' names.")
    private List<String> topics = List.of();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            required = true,
            description = "Of each topic that's made, 1 to 10000.")
    private int partitions;

    @Mixin private final Connection connection = new Connection();

    TopicsCreateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        if (partitions < 1 || partitions > MOST_PARTITIONS) {
            throw CommandFailure.usage(
                    "--partitions is " + partitions + "; it's between 1 and " + MOST_PARTITIONS);
        }
        Table table = Table.of("topics", "topic", "made");
        try (Admin admin = Kafka.admin(connection.resolve(session))) {
            Map<String, KafkaFuture<Void>> answers = admin.createTopics(wanted()).values();
            for (String topic : names()) {
                table.add(topic, made(topic, answers) ? "yes" : "no, it was there");
            }
            awaitKnown(admin);
        }
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }

    /** A broker hears of a topic a moment after it was made; whoever comes next is to find it. */
    private void awaitKnown(Admin admin) throws InterruptedException {
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            try {
                admin.describeTopics(names()).allTopicNames().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new CommandFailure(
                                    ExitCode.UNAVAILABLE,
                                    "the topics are made, but can't be looked at: " + e.getCause())
                            .causedBy(e);
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_ATTEMPTS_MILLIS);
            }
        }
        session.warning("the topics are made, but the broker that was asked doesn't know them yet");
    }

    private List<NewTopic> wanted() {
        List<NewTopic> wanted = new ArrayList<>();
        names().forEach(
                        name ->
                                wanted.add(
                                        new NewTopic(
                                                name, Optional.of(partitions), Optional.empty())));
        return wanted;
    }

    private List<String> names() {
        return topics.stream().distinct().toList();
    }

    private static boolean made(String topic, Map<String, KafkaFuture<Void>> answers)
            throws InterruptedException {
        KafkaFuture<Void> answer = answers.get(topic);
        try {
            if (answer != null) {
                answer.get();
            }
            return answer != null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw new CommandFailure(
                            ExitCode.NO,
                            "cannot make the topic \"" + topic + "\": " + e.getCause(),
                            "the topics before it in the line have been made")
                    .causedBy(e);
        }
    }
}
