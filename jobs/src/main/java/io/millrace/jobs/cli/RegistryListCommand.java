package io.millrace.jobs.cli;

import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.ModelVersion;

import picocli.CommandLine.Command;

import java.util.Map;

/** {@code millrace registry list}. */
@Command(
        name = "list",
        description = "List a pipeline's model versions, with their state and the gate's verdict.",
        footer = {
            "%nExamples:",
            "  millrace registry list",
            "  millrace registry list -f fraud.yaml -o csv"
        })
final class RegistryListCommand extends LifeCycleCommand {

    RegistryListCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        Map<String, String> states = states(log);
        Table table =
                Table.of(
                        "versions",
                        "version",
                        "state",
                        "gate",
                        "metric",
                        "value",
                        "rows",
                        "as of",
                        "digest");
        for (ModelVersion version : newest(log.versions())) {
            GateVerdict gate = version.getGate();
            table.add(
                    name(version),
                    states.getOrDefault(version.getDigest(), "PUBLISHED"),
                    gate == null ? "none" : gate.getPassed() ? "passed" : "refused",
                    gate == null ? null : gate.getMetric(),
                    gate == null ? null : gate.getCandidate(),
                    version.getLineage().getRows(),
                    version.getAsOf(),
                    version.getDigest().substring(0, 12));
        }
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        return ExitCode.DONE;
    }
}
