package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.DatasetManifest;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.train.ExampleSet;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Locale;
import java.util.TreeSet;

/** {@code millrace datasets show}. */
@Command(
        name = "show",
        description =
                "Show what a dataset is: where it's from, and what each of its columns holds.",
        footer = {
            "%nExamples:",
            "  millrace datasets show fraud@3",
            "  millrace datasets show 3f9c2e --json"
        })
final class DatasetsShowCommand extends LifeCycleCommand {

    @Parameters(paramLabel = "DATASET", description = "A version, or a digest's first digits.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String reference;

    DatasetsShowCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        String digest = DatasetsCommand.digest(log, reference);
        ExampleSet set = DatasetsCommand.read(log, digest);
        DatasetManifest manifest = DatasetsCommand.manifests(log).get(digest);
        Table columns = columns(set);
        Format format = session.format(Format.TABLE);
        if (format == Format.JSON) {
            ObjectNode document = TableOutput.document(columns);
            facts(digest, set, manifest)
                    .properties()
                    .forEach(fact -> document.set(fact.getKey(), fact.getValue()));
            session.out().println(Json.pretty(document));
            return ExitCode.DONE;
        }
        if (format == Format.TABLE) {
            facts(digest, set, manifest)
                    .properties()
                    .forEach(
                            fact ->
                                    session.out()
                                            .println(
                                                    fact.getKey().replace('_', ' ')
                                                            + ": "
                                                            + fact.getValue().asText()));
            session.out().println();
        }
        TableOutput.write(columns, format, session.out());
        return ExitCode.DONE;
    }

    private static ObjectNode facts(
            String digest, ExampleSet set, @Nullable DatasetManifest manifest) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("digest", digest).put("rows", set.size());
        facts.put("feature_set", set.fingerprint());
        if (manifest != null) {
            facts.put("positives", manifest.getPositives())
                    .put("held_out", manifest.getHeldOut())
                    .put("from", manifest.getFromEventTime().toString())
                    .put("to", manifest.getToEventTime().toString())
                    .put("as_of", manifest.getAsOf().toString())
                    .put("selection", manifest.getSelection());
            for (DataRange range : manifest.getData()) {
                facts.put(
                        range.getTopic() + "/" + range.getPartition(),
                        "offsets " + range.getFromOffset() + " to " + range.getToOffset());
            }
        }
        return facts;
    }

    private static Table columns(ExampleSet set) {
        Table table =
                Table.of("columns", "column", "type", "missing", "different", "least", "greatest");
        for (int column = 0; column < set.features().size(); column++) {
            Field field = set.features().field(column);
            long missing = 0;
            TreeSet<Object> values = new TreeSet<>();
            for (ExampleSet.Example example : set.examples()) {
                Object value = value(example.features(), column, field.type());
                if (value == null) {
                    missing++;
                } else {
                    values.add(value);
                }
            }
            table.add(
                    field.name(),
                    field.type().name().toLowerCase(Locale.ROOT),
                    missing,
                    values.size(),
                    values.isEmpty() ? null : values.first().toString(),
                    values.isEmpty() ? null : values.last().toString());
        }
        return table;
    }

    private static @Nullable Object value(Row row, int column, ValueType type) {
        return row.get(column, type);
    }
}
