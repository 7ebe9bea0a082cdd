package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The whole file. The keys are read in the order of their declaration, whatever the file's, so that
 * names are known before something refers to them. An object reads one file.
 */
final class PipelineSection {
    private final Names sourceNames = new Names();
    private final Names entityNames = new Names();
    private final Names featureNames = new Names();

    private final OwnTopics ownTopics = new OwnTopics();

    private final SourceSection source = new SourceSection(sourceNames, ownTopics);
    private final FeatureKind feature =
            new FeatureKind(
                    List.of(
                            new AggregateSection(entityNames, sourceNames),
                            new DeriveSection(),
                            new FieldsSection(),
                            new LookupSection(entityNames, sourceNames)),
                    featureNames);
    private final ModelSection modelSection = new ModelSection(featureNames);

    private final Key<Long> version =
            Key.required("version", new VersionKind(), "of this file's format");
    private final Key<Text> pipeline =
            Key.required(
                    "pipeline", ownTopics.pipelineName(), "its name; the topics begin with it");
    private final Key<Pipeline.Order> order =
            Key.withDefault(
                    "order",
                    Choice.of(Pipeline.Order.values(), '-'),
                    "event-time",
                    "whether an event is answered when the watermark has passed it, or at once from"
                            + " what has arrived by then");
    private final Key<List<Source>> sources =
            Key.required(
                    "sources",
                    new NamedKind<>(
                            "a map from a source's name to its settings", TextKind.NAME, source),
                    "topics of events; predictions are made for the first");
    private final Key<List<Entity>> entities =
            Key.optional(
                    "entities",
                    new NamedKind<>(
                            "a map from an entity's name to the field that identifies it, or to a list of"
                                    + " fields",
                            TextKind.NAME,
                            new EntityReader()),
                    "none",
                    "what features are about, with the field or fields that identify it");
    private final Key<List<Feature>> features =
            Key.optional(
                    "features",
                    new FeaturesKind(),
                    "none",
                    "what's computed for each event, in the order of the feature vector");
    private final PublishSection publish = new PublishSection(entityNames, featureNames);
    private final Key<Text> owner =
            Key.optional(
                    "owner",
                    TextKind.WORDS,
                    "nobody",
                    "who answers for features that name no owner of their own");
    private final Key<List<Text>> functions =
            Key.optional(
                    "functions",
                    new ListKind<>("a list of paths of jars", TextKind.JAR, Text::value),
                    "none but those that come with Millrace",
                    "jars with functions of your own, relative to this file");
    private final Key<Model> model =
            Key.optional("model", modelSection, "no scores", "the model that scores");
    private final LabelsSection labelsSection = new LabelsSection(ownTopics);
    private final Key<Labels> labels =
            Key.optional(
                    "labels",
                    labelsSection,
                    "no labels",
                    "labels that come later, on a topic of their own");
    private final MonitorSection monitorSection = new MonitorSection();
    private final Key<Monitor> monitor =
            Key.optional("monitor", monitorSection, "its defaults", "how the pipeline is watched");
    private final RetrainWhenSection retrainWhenSection = new RetrainWhenSection();
    private final Key<RetrainWhen> retrainWhen =
            Key.optional(
                    "retrain_when",
                    retrainWhenSection,
                    "nothing is retrained",
                    "when a new model is trained; it needs `labels` and `model`");
    private final AlertsSection alertsSection = new AlertsSection();
    private final Key<Alerts> alerts =
            Key.optional(
                    "alerts",
                    alertsSection,
                    "alerts stay on their topic",
                    "what's an alert besides drift and performance, and whom alerts are told");

    final Section section =
            new Section(
                    "pipeline.yaml",
                    List.of(
                            version,
                            pipeline,
                            order,
                            sources,
                            entities,
                            features,
                            functions,
                            publish.key,
                            owner,
                            model,
                            labels,
                            monitor,
                            retrainWhen,
                            alerts),
                    Set.of("include"));

    /** Every section of the file, for the reference page. */
    List<Section> sections() {
        List<Section> all = new ArrayList<>(List.of(section, source.section));
        all.addAll(source.innerSections());
        all.add(source.vectors);
        all.addAll(feature.sections());
        all.addAll(modelSection.sections());
        all.addAll(List.of(labelsSection.section, monitorSection.section));
        all.addAll(retrainWhenSection.sections());
        all.addAll(alertsSection.sections());
        return all;
    }

    /** The pipeline, or empty after reports. */
    Optional<Pipeline> read(Value root) {
        Optional<Found> found = section.read(root);
        found.ifPresent(this::checkRetraining);
        found.ifPresent(this::checkOrder);
        found.filter(all -> all.written(monitor).isEmpty() || all.find(monitor).isPresent())
                .ifPresent(
                        all ->
                                retrainWhenSection.checkMetrics(
                                        all.find(monitor).orElse(Monitor.DEFAULT).metrics()));
        Optional<Found> complete = found.filter(Found::complete);
        List<Published> published = complete.map(this::published).orElse(List.of());
        if (complete.isPresent() && !root.reading().problems().hasErrors()) {
            modelSection.warn(complete.get().find(labels));
        }
        return complete.map(f -> pipeline(f, published));
    }

    /** Sections that are misspelt were reported: that they're missing would follow from that. */
    private void checkRetraining(Found found) {
        Optional<Value> retraining = found.written(retrainWhen);
        if (retraining.isEmpty() || found.hasUnknownKeys()) {
            return;
        }
        for (Key<?> needed : List.of(labels, model)) {
            if (found.written(needed).isEmpty()) {
                retraining
                        .get()
                        .reading()
                        .report(
                                PipelineFileError.KEYS_DISAGREE,
                                retraining.get().home(),
                                "retrain_when needs " + needed.name() + ", and there is none");
            }
        }
    }

    /** By arrival an answer would hold rows whose earlier change is still on its way. */
    private void checkOrder(Found found) {
        Optional<Source> changing =
                found.find(sources).orElse(List.of()).stream()
                        .filter(declared -> declared.changes().isPresent())
                        .findFirst();
        if (changing.isPresent() && found.find(order).equals(Optional.of(Order.ARRIVAL))) {
            Value written = found.written(order).orElseThrow();
            written.reading()
                    .report(
                            PipelineFileError.KEYS_DISAGREE,
                            written.span(),
                            "order: arrival, and the source "
                                    + changing.get().name()
                                    + " is a change stream",
                            "its rows can only be told as of an event when all earlier changes are"
                                    + " there: leave the order at event-time");
        }
    }

    private List<Published> published(Found found) {
        return publish.resolved(
                found,
                found.find(entities).orElse(List.of()),
                found.find(features).orElse(List.of()));
    }

    private Pipeline pipeline(Found found, List<Published> published) {
        return new Pipeline(
                found.get(pipeline),
                found.get(order),
                found.get(sources),
                found.find(entities).orElse(List.of()),
                found.find(features).orElse(List.of()),
                found.find(model).map(m -> modelSection.resolved(m, found.find(labels))),
                found.find(labels),
                found.find(monitor).orElse(Monitor.DEFAULT),
                found.find(retrainWhen),
                found.find(functions).orElse(List.of()),
                notes(found.find(owner)),
                published,
                found.find(alerts).orElse(Alerts.NONE));
    }

    private Map<String, FeatureNote> notes(Optional<Text> ofPipeline) {
        Map<String, FeatureNote> notes = new LinkedHashMap<>();
        feature.notes().forEach((name, note) -> notes.put(name, note.ownedBy(ofPipeline)));
        return notes;
    }

    private final class EntityReader implements NamedKind.Reader<Entity> {
        private final EntityKeyKind key = new EntityKeyKind();

        @Override
        public void nothing() {
            entityNames.incomplete();
        }

        @Override
        public Optional<Entity> read(Text name, Value value) {
            entityNames.declare(name.value(), name.place());
            return key.read(value).map(fields -> new Entity(name, fields));
        }
    }

    private final class FeaturesKind implements Kind<List<Feature>> {
        // No two entries are the same here: a name that's there twice is reported as such.
        private final ListKind<Feature> list =
                new ListKind<>("a list of features", feature, any -> new Object());

        @Override
        public String expected() {
            return list.expected();
        }

        @Override
        public Optional<List<Feature>> read(Value value) {
            Optional<List<Feature>> read = list.read(value);
            if (read.isEmpty()) {
                featureNames.incomplete();
            }
            return read;
        }
    }
}
