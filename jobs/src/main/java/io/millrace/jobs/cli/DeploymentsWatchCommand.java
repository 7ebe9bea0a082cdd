package io.millrace.jobs.cli;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** {@code millrace deployments watch}. */
@Command(
        name = "watch",
        description = {
            "Show who is served, and go on with each change until Ctrl-C: a table on a terminal,"
                    + " JSON lines elsewhere or with --json.",
            "",
            "An epoch is told when it's decided, and again when it holds: from the event time that"
                    + " serve has given it."
        },
        footer = {
            "%nExamples:",
            "  millrace deployments watch",
            "  millrace deployments watch -n 0 --json | jq -r .champion"
        })
final class DeploymentsWatchCommand extends LifeCycleCommand {
    private static final int[] WIDTHS = {-12, 5, -7, -24, -12, -20, -14, 8, -10, 0};

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "5",
            description = "How many of the changes until now are told first. Default: 5.")
    private int lines;

    DeploymentsWatchCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        if (lines < 0) {
            throw CommandFailure.usage("-n is " + lines + "; it's 0 or more");
        }
        boolean forPeople =
                session.format(session.terminals().contains("out") ? Format.TABLE : Format.JSONL)
                        == Format.TABLE;
        if (forPeople) {
            print(DeploymentRow.table().columns().stream().map(Object.class::cast).toList());
        }
        List<TopicKind> kinds = new ArrayList<>(List.of(TopicKind.DEPLOYMENTS));
        if (log.has(TopicKind.SWITCHES)) {
            kinds.add(TopicKind.SWITCHES);
        }
        session.interruption().watch();
        try {
            log.follow(kinds, lines, record -> tell(record, forPeople), session.interruption());
        } finally {
            session.flush();
            session.interruption().tidy();
        }
        return session.interruption().isAsked() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }

    /** Whether somebody still reads. */
    private boolean tell(Object record, boolean forPeople) {
        Table table = DeploymentRow.table();
        if (record instanceof Deployment deployment) {
            DeploymentRow.decided(table, deployment);
        } else if (record instanceof Switch made) {
            DeploymentRow.holds(table, made);
        }
        if (forPeople) {
            table.rows().forEach(this::print);
        } else {
            TableOutput.write(table, Format.JSONL, session.out());
        }
        return !session.out().checkError();
    }

    private void print(List<? extends @Nullable Object> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = Objects.toString(row.get(i), "-");
            String format = WIDTHS[i] == 0 ? "%s" : "%" + WIDTHS[i] + "s";
            line.append(String.format(Locale.ROOT, format, cell.isEmpty() ? "-" : cell));
            line.append("  ");
        }
        session.out().println(line.toString().stripTrailing());
        session.out().flush();
    }
}
