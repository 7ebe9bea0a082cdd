package io.millrace.it.job;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Reads lines {@code key,n} and writes {@code key,n,count}: the how-many-eth line of its key each
 * one was. A line lost or doubled, in the input, the state or the output, shows in the counts.
 *
 * <p>Arguments: bootstrap servers, input topic, output topic, naming strategy of transactions,
 * milliseconds between checkpoints, the file that closes the {@link Gate}.
 */
public final class CountingJob {

    private CountingJob() {}

    public static void main(String[] arguments) throws Exception {
        var configuration = new Configuration();
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.enableCheckpointing(Long.parseLong(arguments[4]));

        DataStream<String> lines =
                env.fromSource(
                                source(arguments[0], arguments[1]),
                                WatermarkStrategy.noWatermarks(),
                                "lines")
                        .uid("lines");
        lines.keyBy(CountingJob::key)
                .process(new CountLines())
                .uid("count-lines")
                .name("count-lines")
                .sinkTo(sink(arguments[0], arguments[2], arguments[3]))
                .uid("counts")
                .name("counts");
        lines.process(new Gate(arguments[5])).setParallelism(1).uid("gate").name("gate");

        env.execute("counting " + arguments[1]);
    }

    private static KafkaSource<String> source(String bootstrapServers, String topic) {
        return KafkaSource.<String>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(topic)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty("isolation.level", "read_committed")
                .setValueOnlyDeserializer(new SimpleStringSchema())
                .build();
    }

    private static KafkaSink<String> sink(String bootstrapServers, String topic, String naming) {
        return KafkaSink.<String>builder()
                .setBootstrapServers(bootstrapServers)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(topic + "/")
                .setTransactionNamingStrategy(TransactionNamingStrategy.valueOf(naming))
                .setProperty("transaction.timeout.ms", "600000")
                .setRecordSerializer(
                        KafkaRecordSerializationSchema.<String>builder()
                                .setTopic(topic)
                                .setKeySerializationSchema(new KeyOfLine())
                                .setValueSerializationSchema(new SimpleStringSchema())
                                .build())
                .build();
    }

    static String key(String line) {
        return line.substring(0, line.indexOf(','));
    }
}
