package io.millrace.drift.monitor;

import io.millrace.drift.compare.Figures;
import io.millrace.drift.compare.Verdict;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.performance.Metric;
import io.millrace.drift.performance.Performance;
import io.millrace.drift.policy.Alert;
import io.millrace.drift.policy.AlertBook;
import io.millrace.drift.policy.ChangeSchedule;
import io.millrace.drift.policy.ModelVersion;
import io.millrace.drift.policy.Observation;
import io.millrace.drift.policy.Reaction;
import io.millrace.drift.policy.RetrainCause;
import io.millrace.drift.policy.RetrainDecision;
import io.millrace.drift.policy.RetrainInput;
import io.millrace.drift.policy.RetrainPolicy;
import io.millrace.drift.policy.RetrainState;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.RetrainWhen;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What follows from a monitor's measurements: alerts, and trainings asked for.
 *
 * <p>A training after a change in errors, or after a metric fell, sees examples since then only; so
 * do all later ones, since what was before is of another world. One that's asked for because
 * features moved sees examples since they did.
 */
final class Judgement {
    private static final byte FORMAT = 3;
    private static final long ALWAYS = Long.MIN_VALUE;

    /** Fewer labelled rows, and a metric of a window says nothing. */
    private static final int FEWEST_LABELS = 100;

    private final MonitorSettings settings;
    private final @Nullable RetrainPolicy policy;
    private final RetrainState state;
    private final Map<String, AlertBook> books = new TreeMap<>();
    private final Map<String, Integer> numbers = new TreeMap<>();

    /** Champions of the newest window that had one; empty before the first. */
    private final Set<String> inForce = new TreeSet<>();

    private RunStart featuresSince = new RunStart();
    private RunStart metricSince = new RunStart();
    private long championSince = ALWAYS;
    private long worldSince = ALWAYS;

    Judgement(MonitorSettings settings) {
        this(settings, new RetrainState(ChangeSchedule.STANDARD.detector()));
    }

    private Judgement(MonitorSettings settings, RetrainState state) {
        this.settings = settings;
        this.state = state;
        RetrainWhen when = settings.retrain();
        policy =
                when == null
                        ? null
                        : new RetrainPolicy(
                                settings.pipeline(),
                                settings.model(),
                                when,
                                ChangeSchedule.STANDARD);
    }

    /** Where findings go, and what they're made with. */
    record Findings(List<SpecificRecord> found, MonitorRecords records, ExampleOffsets offsets) {}

    /** An example's label is known; a correction says nothing new about the world. */
    void labelled(LabelledScore score, ModelMonitor.Versions versions, Findings findings) {
        if (policy == null || score.role() == Role.SHADOW || score.revision() > 1) {
            return;
        }
        String digest = score.digest();
        boolean byChampion = score.role() == Role.CHAMPION && digest != null;
        if (score.role() == Role.CHAMPION
                && digest != null
                && !digest.equals(state.champion())
                && score.eventTime() >= championSince) {
            championSince = score.eventTime();
            ask(
                    new RetrainInput.Champion(
                            digest,
                            championSince,
                            gateMetric(versions.gateMetric(digest)),
                            versions.gateErrors(digest).losses()),
                    findings);
        }
        double loss = score.decision() == (score.label() == 1) ? 0 : 1;
        ask(
                new RetrainInput.Example(
                        score.eventTime(), score.labelledAt(), digest, byChampion, loss),
                findings);
    }

    /** A window's features were compared with their reference. */
    void compared(
            VersionKey key, WindowVerdict verdict, long trainedAt, long end, Findings findings) {
        AlertBook book = book(key.digest());
        tell(book.window(key.windowStart(), end, verdict), findings);
        if (policy != null) {
            RetrainWhen.Drift rule = policyRules().drift().orElse(null);
            if (rule != null) {
                featuresSince.seen(key.windowStart(), runStart(key, rule.forWindows(), trainedAt));
            }
            ask(
                    new RetrainInput.FeatureWindow(
                            key.digest(),
                            key.windowStart(),
                            end,
                            verdict.shareDrifting(),
                            book.open()),
                    findings);
        }
    }

    /**
     * The champion's performance in a window was told, perhaps again. Labels of a former champion
     * go on coming, but say nothing that anybody could act on.
     */
    void measured(
            VersionKey key,
            Pane window,
            Performance performance,
            double gateMetric,
            long trainedAt,
            long end,
            Findings findings) {
        RetrainWhen.Performance rule =
                policy == null ? null : policyRules().performance().orElse(null);
        if (policy == null || rule == null || isRetired(key.digest())) {
            return;
        }
        Metric metric = metric(rule.metric());
        // A sum grows with the window's labels: it's compared by labelled row.
        double value =
                rule.own()
                        .map(own -> window.values.sum(own) / window.values.count(own))
                        .orElse(metric.of(performance));
        AlertBook book = book(key.digest());
        if (Double.isFinite(gateMetric) && rule.own().isEmpty()) {
            Observation observation =
                    observation(metric, value, gateMetric, rule.by(), performance.labelled());
            book.observe(key.windowStart(), end, observation)
                    .ifPresent(alert -> tell(List.of(alert), findings));
        }
        metricSince.seen(key.windowStart(), runStart(key, rule.forWindows(), trainedAt));
        ask(
                new RetrainInput.MetricWindow(
                        key.digest(),
                        key.windowStart(),
                        end,
                        performance.labelled(),
                        value,
                        book.open()),
                findings);
    }

    private static Observation observation(
            Metric metric, double value, double expected, double fallsBy, long labelled) {
        double fall = expected - value;
        Verdict verdict = fall >= fallsBy ? Verdict.ALERT : Verdict.OK;
        boolean known = labelled >= FEWEST_LABELS && Double.isFinite(value);
        String summary =
                "%s is %s on %s labelled rows; the gate measured %s"
                        .formatted(
                                metric.id(),
                                Figures.of(value),
                                Figures.of(labelled),
                                Figures.of(expected));
        return new Observation(
                "performance",
                metric.id(),
                known ? verdict : Verdict.UNKNOWN,
                Math.max(0, fall),
                fallsBy,
                summary,
                List.of(summary));
    }

    /** No gate measures the business's own metrics. */
    private double gateMetric(double ofGate) {
        return policyRules().performance().flatMap(RetrainWhen.Performance::own).isPresent()
                ? Double.NaN
                : ofGate;
    }

    private static Metric metric(Model.Metric metric) {
        return Metric.of(metric.name().toLowerCase(Locale.ROOT)).orElseThrow();
    }

    /**
     * Where a run of windows began that is long enough with this one. For a version that was
     * trained before the last change that's known, the change explains it, and holds.
     */
    private long runStart(VersionKey key, int windows, long trainedAt) {
        return worldSince != ALWAYS && trainedAt <= worldSince
                ? worldSince
                : key.windowStart() - (windows - 1) * settings.options().slide();
    }

    private boolean isRetired(String digest) {
        return !inForce.isEmpty() && !inForce.contains(digest);
    }

    /**
     * Alerts of versions that don't serve any more end.
     *
     * @param serving digests of those that do
     */
    void endOthers(Set<String> serving, long end, Findings findings) {
        inForce.clear();
        inForce.addAll(serving);
        for (String digest : List.copyOf(books.keySet())) {
            if (!serving.contains(digest)) {
                AlertBook book = book(digest);
                books.remove(digest);
                tell(book.close(end, "another version is in force"), findings);
            }
        }
    }

    void number(String digest, @Nullable Integer version) {
        if (version != null) {
            numbers.put(digest, version);
        }
    }

    private AlertBook book(String digest) {
        return books.computeIfAbsent(
                digest,
                none ->
                        new AlertBook(
                                new ModelVersion(settings.pipeline(), settings.model(), digest)));
    }

    private RetrainWhen policyRules() {
        RetrainWhen when = settings.retrain();
        if (when == null) {
            throw new IllegalStateException("no rules without a policy");
        }
        return when;
    }

    private void ask(RetrainInput input, Findings findings) {
        if (policy == null) {
            return;
        }
        Reaction reaction = policy.on(state, input);
        String champion = state.champion();
        if (reaction.change().isPresent() && champion != null) {
            Optional<Alert> alert = book(champion).raise(reaction.change().get(), input.time());
            alert.ifPresent(raised -> tell(List.of(raised), findings));
        }
        reaction.decision().ifPresent(decision -> trigger(decision, findings));
    }

    private void trigger(RetrainDecision decision, Findings findings) {
        long from = Math.max(worldSince, decision.from().orElse(ALWAYS));
        if (decision.cause() == RetrainCause.PERFORMANCE) {
            from = Math.max(from, metricSince.since());
        } else if (decision.cause() == RetrainCause.DRIFT) {
            from = Math.max(from, featuresSince.since());
        }
        if (decision.cause() != RetrainCause.DRIFT) {
            worldSince = from;
        }
        findings.found()
                .add(
                        findings.records()
                                .trigger(
                                        decision,
                                        from == ALWAYS ? null : (Long) from,
                                        findings.offsets().since(settings.examplesTopic(), from)));
    }

    private void tell(List<Alert> alerts, Findings findings) {
        for (Alert alert : alerts) {
            findings.found().add(findings.records().alert(alert, numbers.get(alert.digest())));
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        out.writeLong(championSince);
        out.writeLong(worldSince);
        featuresSince.write(out);
        metricSince.write(out);
        state.write(out);
        out.writeInt(books.size());
        for (Map.Entry<String, AlertBook> book : books.entrySet()) {
            out.writeUTF(book.getKey());
            book.getValue().write(out);
        }
        out.writeInt(numbers.size());
        for (Map.Entry<String, Integer> number : numbers.entrySet()) {
            out.writeUTF(number.getKey());
            out.writeInt(number.getValue());
        }
        out.writeInt(inForce.size());
        for (String digest : inForce) {
            out.writeUTF(digest);
        }
    }

    static Judgement read(MonitorSettings settings, DataInput in) throws IOException {
        byte format = in.readByte();
        if (format != FORMAT) {
            throw new IOException("judgement of format " + format + "; this reads " + FORMAT);
        }
        long championSince = in.readLong();
        long worldSince = in.readLong();
        RunStart featuresSince = RunStart.read(in);
        RunStart metricSince = RunStart.read(in);
        Judgement judgement = new Judgement(settings, RetrainState.read(in));
        judgement.championSince = championSince;
        judgement.worldSince = worldSince;
        judgement.featuresSince = featuresSince;
        judgement.metricSince = metricSince;
        for (int left = in.readInt(); left > 0; left--) {
            judgement.books.put(in.readUTF(), AlertBook.read(in));
        }
        for (int left = in.readInt(); left > 0; left--) {
            judgement.numbers.put(in.readUTF(), in.readInt());
        }
        for (int left = in.readInt(); left > 0; left--) {
            judgement.inForce.add(in.readUTF());
        }
        return judgement;
    }
}
