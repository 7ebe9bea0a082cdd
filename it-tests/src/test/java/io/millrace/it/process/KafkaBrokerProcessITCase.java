package io.millrace.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.cluster.SharedCluster;
import io.millrace.it.read.TopicReader;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

@ExtendWith(SharedCluster.class)
class KafkaBrokerProcessITCase {

    @Test
    void keepsCommittedDataThroughKill9AndNothingElse(KafkaBrokerProcess broker) {
        String topic = "kill-9";
        broker.createTopic(topic, 1);
        List<String> committed = IntStream.range(0, 500).mapToObj(i -> "kept " + i).toList();
        try (var producer = producer(broker, "dies-with-an-open-transaction")) {
            producer.initTransactions();
            producer.beginTransaction();
            committed.forEach(value -> producer.send(new ProducerRecord<>(topic, value)));
            producer.commitTransaction();
            producer.beginTransaction();
            committed.forEach(value -> producer.send(new ProducerRecord<>(topic, "open")));
            producer.flush();

            broker.process().kill9();
            broker.restart();
        }

        assertThat(values(broker, topic)).isEqualTo(committed);

        try (var successor = producer(broker, "dies-with-an-open-transaction")) {
            successor.initTransactions();
        }
        assertThat(values(broker, topic)).isEqualTo(committed);
    }

    private static List<String> values(KafkaBrokerProcess broker, String topic) {
        return TopicReader.all(broker.bootstrapServers(), topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static KafkaProducer<String, String> producer(
            KafkaBrokerProcess broker, String transactionalId) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        transactionalId),
                new StringSerializer(),
                new StringSerializer());
    }
}
