package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.LabelRequest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code millrace label next}. */
@Command(
        name = "next",
        description = {
            "Show the events that people are asked to label and that nobody has labelled, in the"
                    + " order in which they were asked for."
        },
        footer = {
            "%nExamples:",
            "  millrace label next",
            "  millrace label next --count 20 --json"
        })
final class LabelNextCommand extends LifeCycleCommand {
    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int count;

    LabelNextCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        if (count < 1) {
            throw CommandFailure.usage("--count is " + count + "; it's 1 or more");
        }
        CheckedPipeline checked = LabelTopic.requireFile(checkedPipeline());
        Map<String, LabelRequest> waiting = new LinkedHashMap<>();
        log.labelRequests().forEach(request -> waiting.put(request.getEventId(), request));
        int asked = waiting.size();
        LabelTopic labels = new LabelTopic(log, checked);
        labels.eventIds().forEach(waiting::remove);
        List<LabelRequest> next = waiting.values().stream().limit(count).toList();
        Table table = LabelAskCommand.table();
        next.forEach(request -> LabelAskCommand.add(table, request));
        Format format = session.format(Format.TABLE);
        if (next.isEmpty() && format == Format.TABLE) {
            session.progress(
                    asked == 0
                            ? "nobody has asked for labels: millrace label ask"
                            : "all " + asked + " that were asked for have a label");
            return ExitCode.DONE;
        }
        TableOutput.write(table, format, session.out());
        session.progress(waiting.size() + " of " + asked + " wait for a label");
        session.hint("millrace label set " + next.get(0).getEventId() + " 1, or 0");
        return ExitCode.DONE;
    }
}
