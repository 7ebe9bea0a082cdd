package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code model}. */
final class ModelSection implements Kind<Model> {
    private final Names features;
    private final Key<Text> name =
            Key.required("name", TextKind.MODEL_NAME, "its versions are `<name>@1`, `<name>@2`, …");
    private final Key<Model.Task> task =
            Key.withDefault("task", new TaskKind(), "binary", "what it answers");
    private final Key<List<Text>> inputs;
    private final Key<Double> threshold =
            Key.withDefault(
                    "threshold",
                    Numbers.share(),
                    "0.5",
                    "the score from which on the decision is positive");
    private final Key<Model.Calibration> calibration =
            Key.withDefault(
                    "calibration",
                    Choice.of(Model.Calibration.values(), '_'),
                    "off",
                    "brings scores to how often the positive class came, on rows set aside for it");
    private final TrainerSection trainerSection = new TrainerSection();
    private final Key<Model.Trainer> trainer =
            Key.required("trainer", trainerSection, "how it's trained");

    private final SearchSection searchSection = new SearchSection();
    private final Key<Model.Search> search =
            Key.optional(
                    "search",
                    searchSection,
                    "the settings as written; a search with its defaults if the algorithm is auto",
                    "the search for the trainer's best settings");

    private final GateSection gateSection = new GateSection();
    private final Key<Model.Gate> gate =
            Key.optional(
                    "gate",
                    gateSection,
                    "a gate with its defaults",
                    "what a new version has to show before it serves anybody");
    private final RolloutSection rolloutSection = new RolloutSection();
    private final Key<Model.Rollout> rollout =
            Key.optional(
                    "rollout",
                    rolloutSection,
                    "champion at once",
                    "the steps in which a new version becomes champion");

    private final ControlSection controlSection = new ControlSection();
    private final Key<Control> control =
            Key.optional(
                    "control",
                    controlSection,
                    "anybody may ask, and the gate decides",
                    "who may change what's served");

    private final Section section;

    ModelSection(Names features) {
        this.features = features;
        inputs =
                Key.withDefault(
                        "inputs",
                        new InputsKind(features),
                        "all",
                        "the features that it sees, in this order");
        section =
                new Section(
                        "model",
                        List.of(
                                name,
                                task,
                                inputs,
                                threshold,
                                calibration,
                                trainer,
                                search,
                                gate,
                                rollout,
                                control),
                        Set.of("rollback_when"));
    }

    /** The model's section and those in it. */
    List<Section> sections() {
        List<Section> all =
                new ArrayList<>(
                        List.of(
                                section,
                                trainerSection.section,
                                searchSection.section,
                                gateSection.section,
                                rolloutSection.section));
        all.addAll(controlSection.sections());
        return all;
    }

    @Override
    public String expected() {
        return "a map with the keys name and trainer";
    }

    @Override
    public Optional<Model> read(Value value) {
        Optional<Found> found = section.read(value);
        if (features.inOrder().isEmpty() && features.isUnknown("")) {
            value.reading()
                    .report(
                            PipelineFileError.NO_FEATURES,
                            value.home(),
                            "a model without features: declare some under features");
        }
        return found.filter(Found::complete).map(this::model);
    }

    /** Warns of what the labels don't fit, once all of the file was read. */
    void warn(Optional<Labels> labels) {
        rolloutSection.warn(labels);
    }

    /** With what the labels decide, once all of the file was read. */
    Model resolved(Model model, Optional<Labels> labels) {
        return model.search().trials() == 1
                ? model
                : model.with(searchSection.resolved(model.search(), labels));
    }

    private Model model(Found found) {
        Model.Search none =
                found.get(trainer).algorithm() == Model.Algorithm.AUTO
                        ? Model.Search.DEFAULT
                        : Model.Search.OFF;
        return new Model(
                found.get(name),
                found.get(task),
                found.get(inputs),
                found.get(threshold),
                found.get(calibration),
                found.get(trainer),
                found.find(search).orElse(none),
                found.find(gate).orElse(Model.Gate.DEFAULT),
                found.find(rollout).orElse(Model.Rollout.DEFAULT),
                found.find(control).orElse(Control.DEFAULT));
    }
}
