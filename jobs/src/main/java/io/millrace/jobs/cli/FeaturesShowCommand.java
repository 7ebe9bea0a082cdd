package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.jobs.cli.feature.FeatureCatalogue;
import io.millrace.jobs.cli.feature.FeatureFacts;
import io.millrace.jobs.cli.feature.FeatureState;
import io.millrace.jobs.cli.feature.Upstream;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.FeatureNote;
import io.millrace.schemas.pipeline.Text;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** {@code millrace features show}. */
@Command(
        name = "show",
        description =
                "Show one feature: its meaning, type, window and edges, when it's null, and the"
                        + " fields that it's made of, through other pipelines' features, too.",
        footer = {
            "%nExamples:",
            "  millrace features show account_amount_mean_2d",
            "  millrace features show amount_vs_usual -f fraud.yaml --json | jq .source_fields"
        })
final class FeaturesShowCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final NamedFeature asked = new NamedFeature();

    FeaturesShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CheckedPipeline checked = asked.load(session);
        FeatureCatalogue catalogue = FeatureCatalogue.of(checked);
        FeatureNote note = checked.pipeline().note(asked.name());
        FeatureFacts facts = asked.find(catalogue.features(), FeatureFacts::name);
        OptionalLong state = new FeatureState(checked).alone(facts.name());
        List<Upstream.Step> upstream = upstream(checked, facts);
        Format format = session.format(Format.TABLE);
        if (format == Format.JSON) {
            ObjectNode document = document(facts, note, catalogue);
            ArrayNode steps = document.putArray("upstream");
            upstream.forEach(step -> steps.add(step.name()));
            if (state.isPresent()) {
                document.put("state_bytes_a_key", state.getAsLong());
            } else {
                document.putNull("state_bytes_a_key");
            }
            session.out().println(Json.pretty(document));
        } else {
            Table table = table(facts, note, catalogue);
            upstream.forEach(step -> table.add("upstream", step.words()));
            state.ifPresent(bytes -> table.add("state", words(bytes)));
            if (format == Format.TABLE) {
                table.rows()
                        .forEach(row -> session.out().printf("%-12s %s%n", row.get(0), row.get(1)));
            } else {
                TableOutput.write(table, format, session.out());
            }
        }
        return ExitCode.DONE;
    }

    private static String words(long bytes) {
        return String.format(
                Locale.ROOT,
                "about %,d bytes a key with %d events in its window, if it were alone: features of"
                        + " an entity share their events",
                bytes,
                FeatureState.EVENTS);
    }

    /** The catalogue is asked only for a feature that has something upstream. */
    private List<Upstream.Step> upstream(CheckedPipeline checked, FeatureFacts facts) {
        boolean none = new Upstream(checked, facts, List.of()).steps().isEmpty();
        return none
                ? List.of()
                : new Upstream(
                                checked,
                                facts,
                                CatalogueAccess.readIfInReach(session, asked.connection()).values())
                        .steps();
    }

    private static Table table(FeatureFacts facts, FeatureNote note, FeatureCatalogue catalogue) {
        Table table = Table.of("feature", "what", "value");
        table.add("name", facts.name());
        table.add("meaning", facts.meaning());
        add(table, "description", note.description().map(Text::value));
        add(table, "owner", note.owner().map(Text::value));
        if (!note.tags().isEmpty()) {
            table.add("tags", String.join(" ", note.tags().stream().map(Text::value).toList()));
        }
        table.add("type", type(facts));
        add(table, "entity", facts.entity());
        table.add("source", facts.source());
        table.add("function", facts.function());
        add(table, "window", facts.window());
        add(table, "edge", facts.edges());
        table.add("null", facts.nullRule());
        add(table, "default", facts.substitute().map(text -> text + ", in place of null"));
        facts.lineage().forEach(part -> table.add("made of", part));
        table.add("fields", String.join(", ", facts.sourceFields()));
        table.add("fingerprint", catalogue.fingerprint(facts.name()));
        return table;
    }

    private static void add(Table table, String what, Optional<String> value) {
        value.ifPresent(text -> table.add(what, text));
    }

    private static String type(FeatureFacts facts) {
        return facts.type().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode document(
            FeatureFacts facts, FeatureNote note, FeatureCatalogue catalogue) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schemaVersion", TableOutput.SCHEMA_VERSION)
                .put("name", facts.name())
                .put("meaning", facts.meaning())
                .put("description", orNull(note.description().map(Text::value)))
                .put("owner", orNull(note.owner().map(Text::value)))
                .put("type", type(facts))
                .put("entity", orNull(facts.entity()))
                .put("source", facts.source())
                .put("function", facts.function())
                .put("window", orNull(facts.window()))
                .put("edge", orNull(facts.edges()))
                .put("null", facts.nullRule())
                .put("default", orNull(facts.substitute()));
        ArrayNode tags = document.putArray("tags");
        note.tags().forEach(tag -> tags.add(tag.value()));
        ArrayNode lineage = document.putArray("made_of");
        facts.lineage().forEach(lineage::add);
        ArrayNode fields = document.putArray("source_fields");
        facts.sourceFields().forEach(fields::add);
        return document.put("fingerprint", catalogue.fingerprint(facts.name()));
    }

    private static @Nullable String orNull(Optional<String> value) {
        return value.orElse(null);
    }
}
