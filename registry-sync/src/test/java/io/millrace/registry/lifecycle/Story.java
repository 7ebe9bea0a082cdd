package io.millrace.registry.lifecycle;

import io.millrace.registry.ModelVersions;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.pipeline.Control;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.Step;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A life cycle with all that it has decided, and records to tell it. Times are milliseconds. */
final class Story {
    static final long LEAD = 5;
    static final int MIN_LABELLED = 100;

    /** Shadow 100 ms, a twentieth 100 ms, a quarter 200 ms, champion. */
    static final Model.Rollout PLAN =
            new Model.Rollout(
                    List.of(
                            new Step(Step.Kind.SHADOW, 0, Duration.ofMillis(100)),
                            new Step(Step.Kind.CANARY, 500, Duration.ofMillis(100)),
                            new Step(Step.Kind.CANARY, 2500, Duration.ofMillis(200)),
                            Step.CHAMPION),
                    Duration.ofMillis(LEAD),
                    MIN_LABELLED,
                    0.02);

    /** So low that it's out of the way. */
    static final Model.Gate GATE = new Model.Gate(0.2, Model.Metric.AUC, 0, 0);

    static final LifeCycleSettings SETTINGS =
            new LifeCycleSettings("card-fraud", "fraud", "f", GATE, PLAN);

    final LifeCycleSettings settings;
    LifeCycle lifeCycle;
    final List<Decision> decisions = new ArrayList<>();
    private int commands;

    Story() {
        this(SETTINGS);
    }

    Story(LifeCycleSettings settings) {
        this.settings = settings;
        lifeCycle = new LifeCycle(settings);
    }

    /** The same pipeline, whose versions need so many approvals, which hold for a second. */
    static LifeCycleSettings needing(int approvals) {
        return new LifeCycleSettings(
                "card-fraud",
                "fraud",
                "f",
                GATE,
                PLAN,
                new Control(false, List.of(), approvals, Duration.ofSeconds(1)));
    }

    void restart() {
        lifeCycle = LifeCycle.restore(settings, lifeCycle.snapshot());
    }

    List<Decision> tell(ModelVersion version) {
        return took(lifeCycle.on(version));
    }

    List<Decision> tell(ModelCommand command) {
        return took(lifeCycle.on(command));
    }

    List<Decision> tell(WindowPerformance report) {
        return took(lifeCycle.on(report));
    }

    List<Decision> advance(long time) {
        return took(lifeCycle.advance(time));
    }

    private List<Decision> took(List<Decision> made) {
        decisions.addAll(made);
        return made;
    }

    /** A champion since 0 + lead: fraud@1, of the artefact champion. */
    static Story withChampion() {
        Story story = new Story();
        story.tell(passed("champion", 0));
        return story;
    }

    static String digest(String artifact) {
        return ModelVersions.digest(artifact.getBytes(StandardCharsets.UTF_8));
    }

    static ModelVersion passed(String artifact, long asOf) {
        return version(
                artifact, asOf, new GateVerdict(true, "good", "auc", 0.9, Map.of(), 9L, null));
    }

    static ModelVersion failed(String artifact, long asOf) {
        return version(
                artifact, asOf, new GateVerdict(false, "auc 0.4", "auc", 0.4, Map.of(), 9L, null));
    }

    static ModelVersion version(String artifact, @Nullable Long asOf, @Nullable GateVerdict gate) {
        byte[] bytes = artifact.getBytes(StandardCharsets.UTF_8);
        return ModelVersion.newBuilder()
                .setPipeline("card-fraud")
                .setModel("fraud")
                .setDigest(ModelVersions.digest(bytes))
                .setTask("binary")
                .setFormat("test/1")
                .setArtifact(ByteBuffer.wrap(bytes))
                .setArtifactBytes(bytes.length)
                .setFingerprint("f")
                .setInputs(List.of())
                .setLineage(Lineage.newBuilder().build())
                .setAsOf(asOf == null ? null : Instant.ofEpochMilli(asOf))
                .setGate(gate)
                .build();
    }

    ModelCommand command(ModelAction action, @Nullable Integer number) {
        commands++;
        return ModelCommand.newBuilder()
                .setPipeline("card-fraud")
                .setModel("fraud")
                .setCommandId("command-" + commands)
                .setAction(action)
                .setVersion(number)
                .setShare(action == ModelAction.CANARY ? 1000 : null)
                .setFallbackScore(action == ModelAction.KILL ? 0.5 : null)
                .setActor("ada")
                .setReason("because")
                .build();
    }

    List<Decision> ask(ModelAction action, @Nullable Integer number) {
        return tell(command(action, number));
    }

    /** A window of 50 ms that ends at {@code end}, reported at that time. */
    static WindowPerformance report(
            String artifact, Role role, long end, long labelled, @Nullable Double auc) {
        return WindowPerformance.newBuilder()
                .setPipeline("card-fraud")
                .setModel("fraud")
                .setDigest(digest(artifact))
                .setRole(role)
                .setWindowStart(Instant.ofEpochMilli(end - 50))
                .setWindowEnd(Instant.ofEpochMilli(end))
                .setRevision(1)
                .setAsOf(Instant.ofEpochMilli(end))
                .setScored(labelled)
                .setLabelled(labelled)
                .setPositives(labelled / 10)
                .setMetrics(auc == null ? Map.of() : Map.of("auc", auc))
                .build();
    }

    /** The champion's window, and the candidate's with as many rows. */
    void window(String candidate, Role role, long end, long labelled, double auc, double champion) {
        tell(report("champion", Role.CHAMPION, end, labelled, champion));
        tell(report(candidate, role, end, labelled, auc));
    }

    /** Windows of the candidate as good as the champion's, each 50 ms, both ends included. */
    void goodWindows(String candidate, Role role, long first, long last) {
        for (long end = first; end <= last; end += 50) {
            window(candidate, role, end, MIN_LABELLED, 0.9, 0.9);
        }
    }

    VersionState state(int number) {
        return lifeCycle.versions().get(number - 1).state();
    }

    List<Deployment> deployments() {
        return decisions.stream()
                .filter(Decision.Deploy.class::isInstance)
                .map(decision -> ((Decision.Deploy) decision).deployment())
                .toList();
    }

    Deployment deployment() {
        List<Deployment> all = deployments();
        return all.get(all.size() - 1);
    }

    List<ModelEvent> events() {
        return events(decisions);
    }

    static List<ModelEvent> events(List<Decision> decisions) {
        return decisions.stream()
                .filter(Decision.Tell.class::isInstance)
                .map(decision -> ((Decision.Tell) decision).event())
                .toList();
    }

    static List<String> refusals(List<Decision> decisions) {
        return events(decisions).stream()
                .filter(event -> event.getType() == ModelEventType.REFUSED)
                .map(ModelEvent::getReason)
                .toList();
    }

    /** Such as 2 CANARY, in order. */
    static List<String> moves(List<Decision> decisions) {
        return events(decisions).stream()
                .filter(event -> event.getType() == ModelEventType.STATE_CHANGED)
                .filter(event -> event.getState() != null)
                .map(event -> event.getVersion() + " " + event.getState())
                .toList();
    }
}
