package io.millrace.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.jobs.JobSettings;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

class KafkaEndpointsTest {
    private static final KafkaSettings KAFKA =
            new KafkaSettings("a:1", Map.of("security.protocol", "SSL"));

    private final KafkaEndpoints endpoints =
            KafkaEndpoints.of(KAFKA, "prod", "serve", JobSettings.production());

    @Test
    void givesSinksAllThatExactlyOnceNeeds() {
        assertThat(endpoints.producer())
                .containsEntry("bootstrap.servers", "a:1")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("transaction.timeout.ms", "900000")
                .containsEntry("acks", "all")
                .containsEntry("max.request.size", "8388608");
    }

    @Test
    void namesEachTransactionAnewFromTenSecondsOn() {
        assertThat(namingAt(Duration.ofSeconds(10)))
                .isEqualTo(TransactionNamingStrategy.INCREMENTING);
        assertThat(namingAt(Duration.ofMillis(9_999))).isEqualTo(TransactionNamingStrategy.POOLING);
    }

    private static TransactionNamingStrategy namingAt(Duration interval) {
        return new KafkaEndpoints(KAFKA, "prod", "serve", interval, Duration.ofMinutes(15))
                .naming();
    }

    @Test
    void buildsSourcesInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            assertThat(endpoints.source("t", "g", new Nothing()).getBoundedness())
                    .isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void buildsASourceThatEnds() {
        Map<TopicPartition, Long> until = Map.of(new TopicPartition("t", 0), 7L);

        assertThat(endpoints.source("t", "g", new Nothing(), until).getBoundedness())
                .isEqualTo(Boundedness.BOUNDED);
    }

    @Test
    void refusesTwoSinksOfOneName() {
        var unused = endpoints.sink("predictions", List.of("p.predictions"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> endpoints.sink("predictions", List.of("p.others")))
                .withMessageContaining("two sinks named \"predictions\"");
    }

    @Test
    void refusesASinkWithoutATopic() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> endpoints.sink("predictions", List.of()));
    }

    @Test
    void refusesADeploymentThatCannotNameATransaction() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> KafkaEndpoints.of(KAFKA, "a/b", "serve", JobSettings.production()));
    }

    @Test
    void leavesTheTimestampToTheBrokerAndKeepsHeadersInOrder() {
        OutRecord record =
                new OutRecord(
                        "t",
                        bytes("key"),
                        bytes("value"),
                        List.of(
                                new RecordHeader("b", bytes("1")),
                                new RecordHeader("a", null),
                                new RecordHeader("b", bytes("2"))));

        ProducerRecord<byte[], byte[]> sent = serialize(record, "t");

        assertThat(sent.timestamp()).isNull();
        assertThat(sent.partition()).isNull();
        assertThat(sent.key()).isEqualTo(bytes("key"));
        assertThat(sent.value()).isEqualTo(bytes("value"));
        assertThat(sent.headers().toArray())
                .extracting(header -> header.key())
                .containsExactly("b", "a", "b");
    }

    @Test
    void refusesARecordForATopicThatTheSinkDoesNotKnow() {
        OutRecord record = new OutRecord("other", null, bytes("value"), List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> serialize(record, "t", "u"))
                .withMessageContaining("\"other\"")
                .withMessageContaining("[t, u]");
    }

    /** With an event's time, as Flink hands it over. */
    @SuppressWarnings("NullAway") // the context isn't used
    private static ProducerRecord<byte[], byte[]> serialize(OutRecord record, String... topics) {
        return new OutRecordSerialization(List.of(topics)).serialize(record, null, 12_345L);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Never reads anything. */
    private static final class Nothing implements KafkaRecordDeserializationSchema<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<String> out) {}

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }
}
