package io.millrace.jobs.cli;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.topic.TopicKind;

import picocli.CommandLine.Command;

/** {@code millrace deployments list}. */
@Command(
        name = "list",
        description = {
            "List every epoch: first as it was decided, then from which event time it really held."
        },
        footer = {
            "%nExamples:",
            "  millrace deployments list",
            "  millrace deployments list -o csv"
        })
final class DeploymentsListCommand extends LifeCycleCommand {

    DeploymentsListCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        Table table = DeploymentRow.table();
        for (Deployment deployment : log.deployments()) {
            DeploymentRow.decided(table, deployment);
        }
        if (log.has(TopicKind.SWITCHES)) {
            for (Switch made : log.switches()) {
                DeploymentRow.holds(table, made);
            }
        }
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }
}
