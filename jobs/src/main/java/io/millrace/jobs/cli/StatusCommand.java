package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.kafka.clients.admin.Admin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code millrace status}. */
@Command(
        name = "status",
        description = {
            "Show how the brokers, the registry, the topics and the jobs are.",
            "",
            "Ends with 0 if all is well, with 1 if something is degraded."
        },
        footer = {
            "%nExamples:",
            "  millrace status",
            "  millrace status --json | jq -r .status",
            "  millrace status --bootstrap kafka:9092 --registry http://registry:8081"
        })
final class StatusCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final Connection connection = new Connection();

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Endpoints endpoints = connection.resolve(session);
        Health health = new Health();
        try (Admin admin = Kafka.admin(endpoints)) {
            HealthChecks.brokers(admin, endpoints, health);
            HealthChecks.registry(endpoints, health);
            HealthChecks.jobs(endpoints, health);
            List<TopicOffsets> topics = TopicOffsets.all(admin);
            HealthChecks.topics(topics, health);
            HealthChecks.groups(admin, topics, health);
        }
        write(endpoints, health);
        return health.isGood() ? ExitCode.DONE : ExitCode.NO;
    }

    private void write(Endpoints endpoints, Health health) {
        Format format = session.format(Format.TABLE);
        String subject =
                endpoints.local().map(LocalEnvironment::pipeline).orElse(endpoints.toString());
        if (format == Format.TABLE) {
            session.out().println(subject + "  " + health.verdict());
            session.out().println();
        }
        if (format == Format.JSON) {
            ObjectNode document = TableOutput.document(health.table());
            document.put("subject", subject);
            document.put("status", health.isGood() ? "ok" : "degraded");
            session.out().println(Json.pretty(document));
        } else {
            TableOutput.write(health.table(), format, session.out());
        }
    }
}
