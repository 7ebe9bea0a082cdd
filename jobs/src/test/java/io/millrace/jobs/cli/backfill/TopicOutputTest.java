package io.millrace.jobs.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.embedded.EmbeddedBroker;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.registry.SchemaServer;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.RegistrySettings;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

@Timeout(120)
class TopicOutputTest {
    private static final RowType COLUMNS =
            new RowType(
                    List.of(
                            new Field("event_id", ValueType.STRING, false),
                            new Field("sum", ValueType.DOUBLE, true)));

    @TempDir Path folder;

    /** It's left as kill -9 leaves it: nothing is committed, closed or aborted. */
    @Test
    void writesEachRowOnceHoweverOftenTheRunIsKilled() throws Exception {
        int all = 45_000;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                SchemaServer schemas = new SchemaServer()) {
            KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
            try (Admin admin = Admin.create(kafka.client())) {
                admin.createTopics(List.of(new NewTopic("rows", 1, (short) 1))).all().get();
            }
            RegistrySettings registry = RegistrySettings.of(schemas.url());

            boolean first = true;
            for (int killedAt : new int[] {5_000, 25_000, 30_500, 40_000}) {
                TopicOutput output = new TopicOutput(kafka, registry, "rows", "run-1", COLUMNS);
                assertThat(output.goesOn()).isEqualTo(!first && killedAt > 25_000);
                first = false;
                write(output, killedAt);
            }
            try (TopicOutput last = new TopicOutput(kafka, registry, "rows", "run-1", COLUMNS)) {
                write(last, all);
                last.publish();
            }

            List<String> keys = new ArrayList<>();
            try (TopicRange range = new TopicRange(kafka, "rows")) {
                range.read(record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
            }
            assertThat(keys).isEqualTo(IntStream.range(0, all).mapToObj(i -> "e" + i).toList());
        }
    }

    private static void write(TopicOutput output, int until) throws IOException {
        for (int i = 0; i < until; i++) {
            output.write(new @Nullable Object[] {"e" + i, i % 7 == 0 ? null : (Object) (i / 2.0)});
        }
        assertThat(output.rows()).isEqualTo(until);
    }
}
