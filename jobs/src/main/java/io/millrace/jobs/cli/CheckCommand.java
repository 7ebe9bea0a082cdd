package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.jobs.cli.feature.KnownFeatures;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.LabelSchema;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code millrace check}. */
@Command(
        name = "check",
        description = {
            "Check a pipeline file: its structure, its fields against the topics' schemas, its"
                    + " expressions.",
            "",
            "A topic's schema is the .avsc file that it names, or else the newest version in the"
                    + " registry. Ends with 0 if all is well, with 1 if something isn't; a warning"
                    + " is told and changes nothing."
        },
        footer = {
            "%nExamples:",
            "  millrace check",
            "  millrace check fraud.yaml",
            "  millrace check --json | jq '.problems[] | .code'"
        })
final class CheckCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final PipelineFile file = new PipelineFile();

    @Mixin private final Connection connection = new Connection();

    CheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CheckedPipeline checked;
        try (Registries registries = new Registries(session, connection)) {
            checked =
                    CheckedPipeline.load(
                            session.resolve(file.name()), session.environment(), registries);
        } catch (ProblemsException e) {
            writeProblems(e);
            return ExitCode.NO;
        }
        List<Problem> warnings = new ArrayList<>(checked.warnings());
        warnings.addAll(knownElsewhere(checked));
        write(checked, warnings);
        if (!warnings.isEmpty() && session.format(Format.TABLE) != Format.JSON) {
            ProblemOutput.toErr(session, warnings);
        }
        return ExitCode.DONE;
    }

    /** Only if a broker and a registry are in reach: a file can be checked without. */
    private List<Problem> knownElsewhere(CheckedPipeline checked) {
        return KnownFeatures.warnings(
                checked, CatalogueAccess.readIfInReach(session, connection).values());
    }

    private void writeProblems(ProblemsException thrown) {
        Format format = session.format(Format.TABLE);
        switch (format) {
            case TABLE -> ProblemOutput.toOut(session, thrown.problems());
            case JSON -> session.out().println(Json.pretty(document(thrown)));
            case JSONL, CSV ->
                    TableOutput.write(
                            ProblemOutput.table(thrown.problems()), format, session.out());
        }
    }

    private ObjectNode document(ProblemsException thrown) {
        return ProblemOutput.document(thrown.problems()).put("file", file.name().toString());
    }

    private void write(CheckedPipeline checked, List<Problem> warnings) {
        Format format = session.format(Format.TABLE);
        if (format == Format.JSON) {
            session.out().println(Json.pretty(document(checked, warnings)));
            return;
        }
        Table table = Table.of("checked", "what", "value");
        table.add("pipeline", checked.pipeline().name().value());
        for (SourceSchema source : checked.schemas()) {
            String text =
                    "%s from topic %s, %d fields (%s)"
                            .formatted(
                                    source.source().name(),
                                    source.source().topic(),
                                    source.schema().getFields().size(),
                                    source.origin());
            table.add("source", text);
        }
        checked.labels().ifPresent(labels -> table.add("labels", labels(labels)));
        table.add("entities", String.join(", ", checked.plan().entities()));
        table.add("features", checked.plan().features().size());
        table.add("model", model(checked));
        ReplayWords.of(checked).forEach(words -> table.add("replay", words));
        table.add("fingerprint", checked.plan().fingerprint());
        if (format == Format.TABLE) {
            session.out().println(file.name() + ": ok");
            table.rows()
                    .forEach(row -> session.out().printf("  %-12s %s%n", row.get(0), row.get(1)));
        } else {
            TableOutput.write(table, format, session.out());
        }
    }

    private static String labels(LabelSchema found) {
        return "%s from topic %s, on %s, within %s (%s)"
                .formatted(
                        found.labels().value(),
                        found.labels().topic(),
                        found.labels().on(),
                        Durations.write(found.labels().within()),
                        found.origin());
    }

    private static String model(CheckedPipeline checked) {
        return checked.pipeline()
                .model()
                .map(
                        model ->
                                model.name()
                                        + " ("
                                        + model.trainer()
                                                .algorithm()
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                        + ")")
                .orElse("none");
    }

    private ObjectNode document(CheckedPipeline checked, List<Problem> warnings) {
        ObjectNode document = ProblemOutput.document(warnings);
        document.put("file", file.name().toString());
        document.put("pipeline", checked.pipeline().name().value());
        ArrayNode sources = document.putArray("sources");
        for (SourceSchema source : checked.schemas()) {
            sources.addObject()
                    .put("name", source.source().name().value())
                    .put("topic", source.source().topic().value())
                    .put("schema", source.origin())
                    .put("fields", source.schema().getFields().size());
        }
        checked.labels()
                .ifPresent(
                        found ->
                                document.putObject("labels")
                                        .put("topic", found.labels().topic().value())
                                        .put("on", found.labels().on().value())
                                        .put("value", found.labels().value().value())
                                        .put("within", Durations.write(found.labels().within()))
                                        .put("schema", found.origin()));
        ArrayNode entities = document.putArray("entities");
        checked.plan().entities().forEach(entities::add);
        ArrayNode features = document.putArray("features");
        checked.plan()
                .features()
                .fields()
                .forEach(
                        field ->
                                features.addObject()
                                        .put("name", field.name())
                                        .put("type", field.type().name().toLowerCase(Locale.ROOT)));
        document.set("replay", ReplayWords.json(checked));
        document.put("fingerprint", checked.plan().fingerprint());
        return document;
    }
}
