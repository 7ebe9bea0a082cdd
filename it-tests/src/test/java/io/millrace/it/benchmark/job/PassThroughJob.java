package io.millrace.it.benchmark.job;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Kafka to Kafka, bytes through, exactly once: the most that any job can do here.
 *
 * <p>Arguments: bootstrap servers, input topic, output topic.
 */
public final class PassThroughJob {

    private PassThroughJob() {}

    public static void main(String[] arguments) throws Exception {
        var configuration = new Configuration();
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.fromSource(
                        source(arguments[0], arguments[1]),
                        WatermarkStrategy.noWatermarks(),
                        "records")
                .uid("records")
                .sinkTo(sink(arguments[0], arguments[2]))
                .uid("copies")
                .name("copies");
        env.execute("pass-through " + arguments[1]);
    }

    private static KafkaSource<byte[]> source(String bootstrapServers, String topic) {
        return KafkaSource.<byte[]>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(topic)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty("isolation.level", "read_committed")
                .setValueOnlyDeserializer(new Bytes())
                .build();
    }

    private static KafkaSink<byte[]> sink(String bootstrapServers, String topic) {
        return KafkaSink.<byte[]>builder()
                .setBootstrapServers(bootstrapServers)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(topic + "/")
                .setProperty("transaction.timeout.ms", "600000")
                .setProperty("acks", "all")
                .setRecordSerializer(
                        KafkaRecordSerializationSchema.<byte[]>builder()
                                .setTopic(topic)
                                .setValueSerializationSchema(new Bytes())
                                .build())
                .build();
    }

    /** Bytes as they are. */
    static final class Bytes
            implements org.apache.flink.api.common.serialization.DeserializationSchema<byte[]>,
                    org.apache.flink.api.common.serialization.SerializationSchema<byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public byte[] deserialize(byte[] message) {
            // A heartbeat has no value.
            return message == null ? new byte[0] : message;
        }

        @Override
        public boolean isEndOfStream(byte[] nextElement) {
            return false;
        }

        @Override
        public byte[] serialize(byte[] element) {
            return element;
        }

        @Override
        public org.apache.flink.api.common.typeinfo.TypeInformation<byte[]> getProducedType() {
            return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
        }
    }
}
