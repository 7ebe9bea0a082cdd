package io.millrace.jobs.cli;

import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegisteredSchema;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** {@code millrace topics describe}. */
@Command(
        name = "describe",
        description = "Show a topic's partitions, its settings, and the fields of its values.",
        footer = {
            "%nExamples:",
            "  millrace topics describe transactions",
            "  millrace topics describe card-fraud.predictions --json"
        })
final class TopicsDescribeCommand implements Callable<Integer> {
    private static final List<String> SETTINGS =
            List.of(
                    "cleanup.policy",
                    "retention.ms",
                    "retention.bytes",
                    "min.insync.replicas",
                    "max.message.bytes");

    private final Session session;

    @Parameters(paramLabel = "TOPIC", description = "The topic's name.")
    private String topic = "";

    @Mixin private final Connection connection = new Connection();

    TopicsDescribeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Endpoints endpoints = connection.resolve(session);
        Table table = Table.of("properties", "section", "name", "value", "note");
        try (Admin admin = Kafka.admin(endpoints)) {
            TopicOffsets offsets = TopicOffsets.one(admin, topic);
            partitions(offsets, table);
            settings(admin, table);
        }
        if (endpoints.registry().isPresent()) {
            try (SchemaRegistry registry =
                    new ConfluentSchemaRegistry(endpoints.requireRegistry())) {
                fields(registry.latest(SchemaRegistry.valueSubject(topic)), table);
            }
        }
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }

    private static void partitions(TopicOffsets offsets, Table table) {
        offsets.topic()
                .partitions()
                .forEach(
                        partition -> {
                            int number = partition.partition();
                            String span =
                                    "offsets "
                                            + offsets.begin().get(number)
                                            + " to "
                                            + offsets.end().get(number);
                            String leader =
                                    partition.leader() == null
                                            ? "no leader"
                                            : "leader " + partition.leader().id();
                            String replicas =
                                    partition.isr().size()
                                            + " of "
                                            + partition.replicas().size()
                                            + " replicas in sync, "
                                            + leader;
                            table.add("partition", String.valueOf(number), span, replicas);
                        });
    }

    private void settings(Admin admin, Table table)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Collection<ConfigEntry> entries =
                admin.describeConfigs(List.of(resource))
                        .all()
                        .get()
                        .values()
                        .iterator()
                        .next()
                        .entries();
        for (String name : SETTINGS) {
            entries.stream()
                    .filter(entry -> entry.name().equals(name))
                    .forEach(
                            entry ->
                                    table.add(
                                            "setting",
                                            name,
                                            entry.value(),
                                            entry.isDefault() ? "default" : null));
        }
    }

    private static void fields(Optional<RegisteredSchema> registered, Table table) {
        if (registered.isEmpty()) {
            return;
        }
        RegisteredSchema found = registered.get();
        table.add(
                "schema",
                found.schema().getFullName(),
                "version " + found.version() + ", id " + found.id(),
                firstSentence(found.schema().getDoc()));
        if (found.schema().getType() == Schema.Type.RECORD) {
            for (Schema.Field field : found.schema().getFields()) {
                table.add("field", field.name(), type(field.schema()), firstSentence(field.doc()));
            }
        }
    }

    private static String type(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return String.join(
                    " | ", schema.getTypes().stream().map(TopicsDescribeCommand::type).toList());
        }
        return schema.getLogicalType() == null
                ? schema.getName()
                : schema.getLogicalType().getName();
    }

    private static @Nullable String firstSentence(@Nullable String doc) {
        if (doc == null) {
            return null;
        }
        int end = doc.indexOf(". ");
        return (end < 0 ? doc : doc.substring(0, end + 1)).replaceAll("\\s+", " ");
    }
}
