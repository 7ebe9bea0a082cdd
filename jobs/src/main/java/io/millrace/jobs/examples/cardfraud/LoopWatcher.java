package io.millrace.jobs.examples.cardfraud;

import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.prediction.RecordHead;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads from the loop's topics what a person wants to hear of it. */
final class LoopWatcher {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Windows that are told in one line. */
    private static final int WINDOWS_A_LINE = 7;

    private static final String PERFORMANCE = "performance";

    /** States that say nothing new, or that other lines tell of. */
    private static final Set<String> UNTOLD =
            Set.of("REGISTERED", "VALIDATED", "SHADOW", "CHAMPION", "RETIRED");

    private final Pace pace;
    private final Consumer<StoryLine> teller;
    private final Map<String, Consumer<byte[]>> readers = new TreeMap<>();
    private final Map<Instant, WindowPerformance> windows = new TreeMap<>();
    private final List<RetrainTrigger> triggers = new ArrayList<>();
    private final List<DriftAlert> alerts = new ArrayList<>();
    private final List<Promotion> promotions = new ArrayList<>();
    private final Set<String> toldKinds = new TreeSet<>();
    private final Map<Integer, String> reasons = new TreeMap<>();
    private String champion = "";
    private int told;

    /** A version that took over, from an event time on. */
    record Promotion(int version, Instant from) {}

    LoopWatcher(
            TopicCatalogue topics, SchemaRegistry schemas, Pace pace, Consumer<StoryLine> teller) {
        this.pace = pace;
        this.teller = teller;
        var alertReader = new AvroRecordDeserializer<>(schemas, DriftAlert.class);
        var triggerReader = new AvroRecordDeserializer<>(schemas, RetrainTrigger.class);
        var versionReader = new AvroRecordDeserializer<>(schemas, ModelVersion.class);
        var eventReader = new AvroRecordDeserializer<>(schemas, ModelEvent.class);
        var switchReader = new AvroRecordDeserializer<>(schemas, Switch.class);
        var windowReader = new AvroRecordDeserializer<>(schemas, WindowPerformance.class);
        reader(topics, TopicKind.DRIFT_ALERTS, v -> alert(alertReader.deserialize(v)));
        reader(topics, TopicKind.RETRAIN_TRIGGERS, v -> trigger(triggerReader.deserialize(v)));
        reader(topics, TopicKind.MODELS, v -> version(versionReader.deserialize(v)));
        reader(topics, TopicKind.MODEL_EVENTS, v -> event(eventReader.deserialize(v)));
        reader(topics, TopicKind.SWITCHES, v -> switched(switchReader.deserialize(v)));
        reader(topics, TopicKind.TRAINING_EXAMPLES, this::example);
        reader(topics, TopicKind.PERFORMANCE, v -> window(windowReader.deserialize(v)));
    }

    private void reader(TopicCatalogue topics, TopicKind kind, Consumer<byte[]> reader) {
        readers.put(topics.name(kind), reader);
    }

    /** The topics that it reads. */
    List<String> topics() {
        return List.copyOf(readers.keySet());
    }

    /** Hears of a record; those of other topics are none of its business. */
    void hear(String topic, byte[] value) {
        Consumer<byte[]> reader = readers.get(topic);
        if (reader != null) {
            reader.accept(value);
        }
    }

    List<Promotion> promotions() {
        return List.copyOf(promotions);
    }

    List<RetrainTrigger> triggers() {
        return List.copyOf(triggers);
    }

    /** Alerts that opened. */
    List<DriftAlert> alerts() {
        return List.copyOf(alerts);
    }

    private void alert(DriftAlert alert) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("alert", alert.getAlertId());
        facts.put("state", alert.getState().name());
        facts.put("rule", alert.getRule());
        facts.put("as_of", alert.getAsOf().toString());
        facts.put("summary", alert.getSummary());
        if (alert.getState() == AlertState.FIRING) {
            alerts.add(alert);
        }
        boolean first = alert.getState() == AlertState.FIRING && toldKinds.add(kind(alert));
        if (!first) {
            teller.accept(new StoryLine("alert", "", facts));
            return;
        }
        tell("alert", alert.getAsOf(), "ALERT " + alert.getSummary(), facts);
        if (alert.getEvidence().size() > 1) {
            alert.getEvidence().stream().limit(2).forEach(this::tellMore);
        }
    }

    /** Of what's alike people hear once: the score drifts when the features do. */
    private static String kind(DriftAlert alert) {
        return alert.getRule().equals(PERFORMANCE) ? PERFORMANCE : "distribution";
    }

    private void tellMore(String evidence) {
        teller.accept(
                new StoryLine(
                        "evidence",
                        "                         " + evidence,
                        Map.of("evidence", evidence)));
    }

    private void example(byte[] value) {
        RecordHead head = RecordHead.ofExample(value);
        if (head != null) {
            pace.labelled(head.labelledAt());
        }
    }

    private void trigger(RetrainTrigger trigger) {
        pace.asked(trigger.getTriggerId(), trigger.getAsOf().toEpochMilli());
        triggers.add(trigger);
        // The training that follows says what it was asked for.
        boolean routine = trigger.getCause() == RetrainCause.EXAMPLES;
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("trigger", trigger.getTriggerId());
        facts.put("cause", trigger.getCause().name());
        facts.put("as_of", trigger.getAsOf().toString());
        facts.put("reason", trigger.getReason());
        if (routine) {
            teller.accept(new StoryLine("trigger", "", facts));
            return;
        }
        tell(
                "trigger",
                trigger.getAsOf(),
                "trigger " + trigger.getCause() + ": " + trigger.getReason(),
                facts);
    }

    /** The trainer's record; the numbered one that follows says nothing new. */
    private void version(ModelVersion version) {
        GateVerdict gate = version.getGate();
        String trigger = version.getTriggerId();
        boolean isDecidedOn = version.getVersion() != null;
        if (trigger != null && (isDecidedOn || gate == null || !gate.getPassed())) {
            pace.settled(trigger);
        }
        if (isDecidedOn || gate == null || version.getAsOf() == null) {
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("digest", version.getDigest());
        facts.put("rows", version.getLineage().getRows());
        facts.put("gate", gate.getPassed());
        facts.put("reason", gate.getReason());
        Instant from = version.getLineage().getFromEventTime();
        tell(
                "training",
                version.getAsOf(),
                "trained %s%s on %,d examples%s; gate %s: %s"
                        .formatted(
                                version.getDigest().substring(0, 7),
                                askedFor(version),
                                version.getLineage().getRows(),
                                from == null ? "" : " since " + TIME.format(from),
                                gate.getPassed() ? "passed" : "refused",
                                gate.getReason()),
                facts);
    }

    /** Why it was trained, where no other line says so. */
    private String askedFor(ModelVersion version) {
        return triggers.stream()
                .filter(trigger -> trigger.getTriggerId().equals(version.getTriggerId()))
                .filter(trigger -> trigger.getCause() == RetrainCause.EXAMPLES)
                .map(trigger -> " (" + trigger.getReason() + ")")
                .findFirst()
                .orElse("");
    }

    private void event(ModelEvent event) {
        if (event.getState() == null || event.getVersion() == null) {
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", event.getVersion());
        facts.put("state", event.getState());
        facts.put("reason", event.getReason());
        reasons.put(event.getVersion(), String.valueOf(event.getReason()));
        if (UNTOLD.contains(event.getState())) {
            teller.accept(new StoryLine("state", "", facts));
            return;
        }
        tell(
                "state",
                event.getEventTime(),
                "%s@%s %s: %s"
                        .formatted(
                                event.getModel(),
                                event.getVersion(),
                                event.getState(),
                                event.getReason()),
                facts);
    }

    private void switched(Switch made) {
        var next = made.getDeployment().getChampion();
        if (next == null || next.getDigest().equals(champion)) {
            return;
        }
        champion = next.getDigest();
        int version = next.getVersion() == null ? 0 : next.getVersion();
        promotions.add(new Promotion(version, made.getEffectiveFrom()));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", version);
        facts.put("epoch", made.getDeployment().getEpoch());
        facts.put("effective_from", made.getEffectiveFrom().toString());
        tell(
                "promotion",
                made.getEffectiveFrom(),
                "%s@%d is champion from this event time on (epoch %d): %s"
                        .formatted(
                                made.getDeployment().getModel(),
                                version,
                                made.getDeployment().getEpoch(),
                                reasons.getOrDefault(version, "as deployed")),
                facts);
    }

    /** The champion's windows, told by sevens when most of their labels are in. */
    private void window(WindowPerformance window) {
        if (window.getSegment() != null || window.getOverlaps()) {
            return;
        }
        if (window.getRole() == Role.CHAMPION) {
            pace.reported(window.getAsOf().toEpochMilli());
        }
        if (window.getRole() != Role.CHAMPION
                || window.getLabelled() * 10 < window.getScored() * 9) {
            return;
        }
        windows.put(window.getWindowStart(), window);
        if (windows.size() >= told + WINDOWS_A_LINE) {
            List<WindowPerformance> newest =
                    windows.values().stream().skip(told).limit(WINDOWS_A_LINE).toList();
            told += WINDOWS_A_LINE;
            tellWindows(newest);
        }
    }

    private void tellWindows(List<WindowPerformance> newest) {
        long scored = newest.stream().mapToLong(WindowPerformance::getScored).sum();
        long labelled = newest.stream().mapToLong(WindowPerformance::getLabelled).sum();
        List<String> auc = newest.stream().map(window -> metric(window, "auc")).toList();
        List<String> accuracy = newest.stream().map(window -> metric(window, "accuracy")).toList();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("from", newest.get(0).getWindowStart().toString());
        facts.put("auc", String.join(" ", auc));
        facts.put("accuracy", String.join(" ", accuracy));
        facts.put("coverage", (double) labelled / scored);
        tell(
                "performance",
                newest.get(0).getWindowStart(),
                "champion by window: AUC %s, accuracy %s, labels of %.0f %%"
                        .formatted(
                                String.join(" ", auc),
                                String.join(" ", accuracy),
                                100.0 * labelled / scored),
                facts);
    }

    private static String metric(WindowPerformance window, String name) {
        Double value = window.getMetrics().get(name);
        return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private void tell(String kind, @Nullable Instant at, String text, Map<String, Object> facts) {
        String when = at == null ? "           " : TIME.format(at);
        teller.accept(new StoryLine(kind, "%-11s  %s".formatted(when, text), facts));
    }
}
