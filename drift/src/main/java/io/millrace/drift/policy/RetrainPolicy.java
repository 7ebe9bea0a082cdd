package io.millrace.drift.policy;

import io.millrace.drift.change.DetectedChange;
import io.millrace.drift.compare.Figures;
import io.millrace.schemas.pipeline.RetrainWhen;
import io.millrace.schemas.pipeline.Schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides when a new model is trained, and on which examples. Inputs come in the order of event
 * time; the same inputs give the same decisions with the same ids.
 *
 * <p>The champion's errors decide about concepts that change: an {@link
 * io.millrace.drift.change.ErrorWatch} finds the change point, and candidates are asked for at so
 * many labelled rows after it, on exactly those rows. Meanwhile neither features that move nor a
 * metric that falls ask for more, since they'd have the same cause. All causes but a person's wait
 * for the cool-down and keep to the cap of a day; one that had to wait is asked for afterwards, if
 * it still holds.
 *
 * <p>Holds no state of its own.
 */
public final class RetrainPolicy {
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final String pipeline;
    private final String model;
    private final RetrainWhen when;
    private final ChangeSchedule schedule;

    public RetrainPolicy(String pipeline, String model, RetrainWhen when, ChangeSchedule schedule) {
        this.pipeline = pipeline;
        this.model = model;
        this.when = when;
        this.schedule = schedule;
    }

    /** A state that has heard of nothing. */
    public RetrainState start() {
        return new RetrainState(schedule.detector());
    }

    /** Takes an input into the state, and answers it. */
    public Reaction on(RetrainState state, RetrainInput input) {
        state.now = Math.max(state.now, input.time());
        if (state.scheduleDone == Long.MIN_VALUE) {
            state.scheduleDone = state.now;
        }
        if (input instanceof RetrainInput.Request request) {
            return reaction(
                    decide(state, RetrainCause.PERSON, request.reason(), request.alertIds()));
        }
        Optional<DetectedChange> change = Optional.empty();
        if (input instanceof RetrainInput.Champion champion) {
            takeOver(state, champion);
        } else if (input instanceof RetrainInput.Example example) {
            change = learn(state, example);
        } else if (input instanceof RetrainInput.FeatureWindow window) {
            when.drift().ifPresent(drift -> look(state, window, drift));
        } else if (input instanceof RetrainInput.MetricWindow window) {
            when.performance().ifPresent(performance -> look(state, window, performance));
        }
        return new Reaction(change, mayAsk(state) ? nextDecision(state) : Optional.empty());
    }

    private static Reaction reaction(RetrainDecision decision) {
        return new Reaction(Optional.empty(), Optional.of(decision));
    }

    private void takeOver(RetrainState state, RetrainInput.Champion champion) {
        if (champion.digest().equals(state.champion)) {
            return;
        }
        state.champion = champion.digest();
        state.championSince = champion.since();
        done(state); // what's new needn't be trained again for a time that's past
        state.errors.reset();
        state.errors.expect(champion.gateLosses().stream().mapToDouble(loss -> loss).toArray());
        state.performance.reset();
        state.performance.baseline = champion.gateMetric();
        state.drift.reset();
        ChangeInErrors change = state.change;
        if (change != null && !schedule.afterPromotion()) {
            change.steps = schedule.steps().size();
        }
    }

    private Optional<DetectedChange> learn(RetrainState state, RetrainInput.Example example) {
        state.examples++;
        ChangeInErrors last = state.change;
        if (last != null && example.eventTime() >= last.since) {
            last.rows++;
        }
        String digest = example.digest();
        if (!example.byChampion() || digest == null) {
            return Optional.empty();
        }
        if (!digest.equals(state.champion) && example.eventTime() >= state.championSince) {
            takeOver(
                    state,
                    new RetrainInput.Champion(digest, example.eventTime(), Double.NaN, List.of()));
        }
        if (!when.changeInErrors() || !digest.equals(state.champion)) {
            return Optional.empty(); // a late label of a former champion
        }
        Optional<DetectedChange> change = state.errors.add(example.loss(), example.eventTime());
        change.ifPresent(found -> state.change = changeInErrors(digest, found));
        return change;
    }

    private ChangeInErrors changeInErrors(String digest, DetectedChange change) {
        ModelVersion version = new ModelVersion(pipeline, model, digest);
        return new ChangeInErrors(
                change.since(),
                change.detector().text(),
                change.lossBefore(),
                change.lossSince(),
                AlertBook.id(version, AlertBook.CHANGE_IN_ERRORS, "", change.since()),
                change.rowsSince());
    }

    private static void look(
            RetrainState state, RetrainInput.FeatureWindow window, RetrainWhen.Drift drift) {
        if (window.digest().equals(state.champion) && !Double.isNaN(window.share())) {
            state.drift.add(
                    window.start(), window.share(), drift.shareOfFeatures(), drift.forWindows());
            state.drift.alertIds = window.alertIds();
        }
    }

    private void look(
            RetrainState state, RetrainInput.MetricWindow window, RetrainWhen.Performance rule) {
        boolean enough = window.labelled() >= schedule.fewest();
        if (!window.digest().equals(state.champion) || Double.isNaN(window.value()) || !enough) {
            return;
        }
        if (Double.isNaN(state.performance.baseline)) {
            state.performance.baseline = window.value();
        }
        state.performance.add(
                window.start(),
                rule.loss(state.performance.baseline, window.value()),
                rule.by(),
                rule.forWindows());
        state.performance.alertIds = window.alertIds();
    }

    private boolean mayAsk(RetrainState state) {
        List<Long> asked = state.asked;
        if (asked.isEmpty()) {
            return true;
        }
        long last = asked.get(asked.size() - 1);
        long ofTheDay = asked.stream().filter(time -> time > state.now - DAY).count();
        return state.now - last >= when.coolDown().toMillis() && ofTheDay < when.atMostPerDay();
    }

    private Optional<RetrainDecision> nextDecision(RetrainState state) {
        if (state.champion == null) {
            return first(state);
        }
        ChangeInErrors change = state.change;
        if (change != null && change.steps < schedule.steps().size()) {
            return step(state, change);
        }
        if (rows(state) < schedule.fewest()) {
            return Optional.empty();
        }
        return performance(state)
                .or(() -> drift(state))
                .or(() -> schedule(state))
                .or(() -> examples(state));
    }

    /** Again whenever there are twice as many, if no champion came of it. */
    private Optional<RetrainDecision> first(RetrainState state) {
        long needed = Math.max(when.firstExamples(), 2 * state.examplesAtLast);
        if (state.examples < needed) {
            return Optional.empty();
        }
        String reason =
                "no champion yet, and "
                        + Figures.of(state.examples)
                        + " labelled examples, of "
                        + Figures.of(needed)
                        + " that are needed";
        return Optional.of(decide(state, RetrainCause.FIRST, reason, List.of()));
    }

    private Optional<RetrainDecision> step(RetrainState state, ChangeInErrors change) {
        int reached = schedule.reached(change.rows);
        if (reached <= change.steps) {
            return Optional.empty();
        }
        change.steps = reached;
        String reason =
                "the champion's mean loss rose from "
                        + Figures.of(change.lossBefore)
                        + " to "
                        + Figures.of(change.lossSince)
                        + " at "
                        + Instant.ofEpochMilli(change.since)
                        + " ("
                        + change.detector
                        + "); "
                        + Figures.of(change.rows)
                        + " labelled rows since then";
        return Optional.of(decide(state, RetrainCause.CHANGE, reason, List.of(change.alertId)));
    }

    private Optional<RetrainDecision> performance(RetrainState state) {
        RunOfWindows run = state.performance;
        return when.performance()
                .filter(rule -> run.isDue(rule.by(), rule.forWindows()))
                .map(
                        rule -> {
                            run.ask();
                            boolean own = rule.own().isPresent();
                            String reason =
                                    rule.name()
                                            + " is "
                                            + (own
                                                    ? Figures.percent(run.last())
                                                            + " worse than the first window's "
                                                    : Figures.of(run.last()) + " below the gate's ")
                                            + Figures.of(run.baseline)
                                            + (own ? " a row; by " : "; by ")
                                            + (own
                                                    ? Figures.percent(rule.by())
                                                    : Figures.of(rule.by()))
                                            + " or more in "
                                            + rule.forWindows()
                                            + " windows in a row";
                            return decide(state, RetrainCause.PERFORMANCE, reason, run.alertIds);
                        });
    }

    private Optional<RetrainDecision> drift(RetrainState state) {
        RunOfWindows run = state.drift;
        return when.drift()
                .filter(rule -> run.isDue(rule.shareOfFeatures(), rule.forWindows()))
                .map(
                        rule -> {
                            run.ask();
                            String reason =
                                    Figures.percent(run.last())
                                            + " of the features drift; "
                                            + Figures.percent(rule.shareOfFeatures())
                                            + " or more in "
                                            + rule.forWindows()
                                            + " windows in a row";
                            return decide(state, RetrainCause.DRIFT, reason, run.alertIds);
                        });
    }

    /** Times that pass while it has to wait become one. */
    private Optional<RetrainDecision> schedule(RetrainState state) {
        Optional<Schedule> schedule = when.schedule();
        if (schedule.isEmpty() || state.examples == state.examplesAtLast) {
            return Optional.empty();
        }
        if (state.scheduleNext == Long.MIN_VALUE) {
            state.scheduleNext = schedule.get().after(state.scheduleDone).orElse(Long.MAX_VALUE);
        }
        if (state.now < state.scheduleNext) {
            return Optional.empty();
        }
        long due = schedule.get().upTo(state.now).orElse(state.scheduleNext);
        done(state);
        String reason = "scheduled for " + Instant.ofEpochMilli(due) + " (" + schedule.get() + ")";
        return Optional.of(decide(state, RetrainCause.SCHEDULE, reason, List.of()));
    }

    private static void done(RetrainState state) {
        state.scheduleDone = state.now;
        state.scheduleNext = Long.MIN_VALUE;
    }

    private Optional<RetrainDecision> examples(RetrainState state) {
        long fresh = state.examples - state.examplesAtLast;
        if (when.everyExamples().isEmpty() || fresh < when.everyExamples().getAsInt()) {
            return Optional.empty();
        }
        String reason = Figures.of(fresh) + " labelled examples since the last training";
        return Optional.of(decide(state, RetrainCause.EXAMPLES, reason, List.of()));
    }

    /** Labelled examples of the world as it is. */
    private static long rows(RetrainState state) {
        ChangeInErrors change = state.change;
        return change == null ? state.examples : change.rows;
    }

    private RetrainDecision decide(
            RetrainState state, RetrainCause cause, String reason, List<String> alertIds) {
        ChangeInErrors change = state.change;
        OptionalLong from = change == null ? OptionalLong.empty() : OptionalLong.of(change.since);
        String id =
                Ids.of(
                        pipeline,
                        model,
                        cause.name(),
                        state.champion == null ? "" : state.champion,
                        String.valueOf(state.now),
                        reason);
        state.examplesAtLast = state.examples;
        state.asked.removeIf(time -> time <= state.now - DAY);
        state.asked.add(state.now);
        return new RetrainDecision(
                id, cause, state.now, from, rows(state), reason, alertIds, state.champion);
    }
}
