package io.millrace.registry.lifecycle;

import static io.millrace.registry.lifecycle.Story.digest;
import static io.millrace.registry.lifecycle.Story.moves;
import static io.millrace.registry.lifecycle.Story.passed;
import static io.millrace.registry.lifecycle.Story.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

class RolloutTest {
    private final Story story = Story.withChampion();

    @Test
    void firstVersionIsChampionAtOnce() {
        Deployment first = story.deployment();

        assertThat(first.getEpoch()).isEqualTo(1);
        assertThat(first.getChampion()).isEqualTo(new ModelReference(digest("champion"), 1));
        assertThat(first.getPreviousChampion()).isNull();
        assertThat(first.getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(5));
        assertThat(moves(story.decisions))
                .containsExactly("1 REGISTERED", "1 VALIDATED", "1 CHAMPION");
    }

    @Test
    void followsThePlanInEventTime() {
        story.tell(passed("new", 1000));
        story.goodWindows("new", Role.SHADOW, 1050, 1150);
        story.goodWindows("new", Role.CANARY, 1200, 1500);

        // Steps of 100, 100 and 200 ms from 1000 + 5 on; each next one a lead after the end.
        assertThat(story.deployments())
                .extracting(d -> d.getEffectiveFrom().toEpochMilli())
                .containsExactly(5L, 1005L, 1110L, 1215L, 1420L);
        assertThat(story.deployments())
                .extracting(d -> d.getArms().stream().mapToInt(Arm::getShare).sum())
                .containsExactly(0, 0, 500, 2500, 0);
        assertThat(story.deployments())
                .extracting(Deployment::getEpoch)
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(story.deployments().get(1).getSalt()).isEmpty();
        assertThat(story.deployments().get(1).getShadows())
                .containsExactly(new ModelReference(digest("new"), 2));
        assertThat(story.deployment().getChampion().getVersion()).isEqualTo(2);
        assertThat(story.deployment().getPreviousChampion().getVersion()).isEqualTo(1);
        assertThat(moves(story.decisions).subList(3, 10))
                .containsExactly(
                        "2 REGISTERED",
                        "2 VALIDATED",
                        "2 SHADOW",
                        "2 CANARY",
                        "2 CANARY",
                        "2 CHAMPION",
                        "1 RETIRED");
    }

    @Test
    void keepsTheSaltWhileTheArmGrowsAndTakesAnotherForTheNext() {
        story.tell(passed("new", 1000));
        story.goodWindows("new", Role.SHADOW, 1050, 1150);
        story.goodWindows("new", Role.CANARY, 1200, 1250);
        String salt = story.deployment().getSalt();

        assertThat(story.deployments().get(2).getSalt()).isEqualTo(salt).isNotEmpty();
        assertThat(story.deployment().getArms().get(0).getFirstBucket()).isZero();

        story.ask(ModelAction.ROLL_BACK, null);
        assertThat(story.deployment().getSalt()).isEmpty();
        story.tell(passed("newer", 2000));
        story.ask(ModelAction.CANARY, 3);
        assertThat(story.deployment().getSalt()).isNotEmpty().isNotEqualTo(salt);
    }

    @Test
    void doesNotGoOnBeforeTheStepHasEndedAndAllItsReportsAreThere() {
        story.tell(passed("new", 1000));
        story.goodWindows("new", Role.SHADOW, 1055, 1105);
        assertThat(story.state(2)).isEqualTo(VersionState.SHADOW);

        story.advance(1105);
        assertThat(story.state(2)).isEqualTo(VersionState.SHADOW);

        story.advance(1106);
        assertThat(story.state(2)).isEqualTo(VersionState.CANARY);
    }

    @Test
    void rollsBackAtOnceWhatIsWorseWithTheFigures() {
        story.tell(passed("new", 1000));
        story.goodWindows("new", Role.SHADOW, 1050, 1150);
        story.window("new", Role.CANARY, 1200, 100, 0.4, 0.9);
        story.window("new", Role.CANARY, 1202, 100, 0.4, 0.9);

        Deployment last = story.deployment();
        assertThat(story.state(2)).isEqualTo(VersionState.ROLLED_BACK);
        assertThat(last.getEpoch()).isEqualTo(4);
        assertThat(last.getEffectiveFrom()).isNull();
        assertThat(last.getArms()).isEmpty();
        assertThat(last.getShadows()).isEmpty();
        assertThat(last.getChampion().getVersion()).isEqualTo(1);
        assertThat(last.getReason())
                .isEqualTo(
                        "auc 0.4000 over 100 labelled rows, the champion 0.9000 in the same"
                                + " windows; at most 0.02 less is tolerated");
        assertThat(last.getActor()).isEqualTo("rollout");
    }

    /** Ten positives in a window: 0.85 against 0.9 is well within chance. */
    @Test
    void waitsWithWhatMayBeWorseByChanceAndPausesIt() {
        story.tell(passed("new", 1000));
        story.goodWindows("new", Role.SHADOW, 1050, 1150);
        story.window("new", Role.CANARY, 1200, 100, 0.85, 0.9);
        story.window("new", Role.CANARY, 1250, 100, 0.85, 0.9);
        story.advance(1310);
        assertThat(story.state(2)).isEqualTo(VersionState.CANARY);
        assertThat(story.deployment().getArms().get(0).getShare()).isEqualTo(500);

        story.advance(1311);

        assertThat(story.state(2)).isEqualTo(VersionState.PAUSED);
        ModelEvent paused = story.events().get(story.events().size() - 1);
        assertThat(paused.getReason())
                .endsWith("in the same windows; 0.02 less is tolerated, and these rows can't tell");
    }

    @Test
    void rollsBackWhatFailsItsGateOnWhatItAnswersThoughTheChampionIsNoBetter() {
        Model.Gate gate = new Model.Gate(0.2, Model.Metric.AUC, 0.85, 0);
        story.lifeCycle =
                new LifeCycle(new LifeCycleSettings("card-fraud", "fraud", "f", gate, Story.PLAN));
        story.tell(passed("champion", 0));
        story.tell(passed("new", 1000));
        story.window("new", Role.SHADOW, 1050, 500, 0.35, 0.33);
        story.advance(1051);

        assertThat(story.state(2)).isEqualTo(VersionState.ROLLED_BACK);
        assertThat(story.deployment().getReason())
                .endsWith("in the same windows; the gate asks for at least 0.85");
    }

    @Test
    void toleratesWhatTheToleranceAllows() {
        story.tell(passed("new", 1000));
        for (long end = 1050; end <= 1150; end += 50) {
            story.window("new", Role.SHADOW, end, 100, 0.885, 0.9);
        }

        assertThat(story.state(2)).isEqualTo(VersionState.CANARY);
    }

    @Test
    void rollsBackAShadowToo() {
        story.tell(passed("new", 1000));
        story.window("new", Role.SHADOW, 1050, 100, 0.4, 0.9);
        story.advance(1051);

        assertThat(story.state(2)).isEqualTo(VersionState.ROLLED_BACK);
        assertThat(story.deployment().getShadows()).isEmpty();
    }

    @Test
    void believesTheNewestReportOfAWindow() {
        story.tell(passed("new", 1000));
        story.window("new", Role.SHADOW, 1050, 100, 0.9, 0.9);
        WindowPerformance later = report("new", Role.SHADOW, 1050, 120, 0.3);
        later.setRevision(3);
        WindowPerformance older = report("new", Role.SHADOW, 1050, 110, 0.95);
        older.setRevision(2);
        story.tell(later);
        story.tell(older);
        story.advance(1060);

        assertThat(story.state(2)).isEqualTo(VersionState.ROLLED_BACK);
    }

    @Test
    void waitsForRowsThenPausesWithItsShareAndGoesOnWhenTheyAreThere() {
        story.tell(passed("new", 1000));
        story.goodWindows("new", Role.SHADOW, 1050, 1150);
        story.window("new", Role.CANARY, 1200, 99, 0.9, 0.9);
        story.advance(1310);
        assertThat(story.state(2)).isEqualTo(VersionState.CANARY);

        story.advance(1311);

        assertThat(story.state(2)).isEqualTo(VersionState.PAUSED);
        assertThat(story.deployment().getArms().get(0).getShare()).isEqualTo(500);
        assertThat(story.deployment().getEpoch()).isEqualTo(3);
        ModelEvent paused = story.events().get(story.events().size() - 1);
        assertThat(paused.getEventTime()).isEqualTo(Instant.ofEpochMilli(1310));
        assertThat(paused.getReason())
                .isEqualTo(
                        "after twice the step's duration: auc 0.9000 over 99 labelled rows, the"
                                + " champion 0.9000 in the same windows; 100 are needed");

        story.window("new", Role.CANARY, 1350, 1, 0.9, 0.9);
        story.advance(1360);

        assertThat(story.state(2)).isEqualTo(VersionState.PAUSED);
        assertThat(moves(story.decisions)).containsOnlyOnce("2 PAUSED");

        story.window("new", Role.CANARY, 1400, 10, 0.9, 0.9);
        story.advance(1410);

        assertThat(story.state(2)).isEqualTo(VersionState.CANARY);
        assertThat(story.deployment().getArms().get(0).getShare()).isEqualTo(2500);
        assertThat(story.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(1405));
    }

    @Test
    void pausesAtTheTimeThatWasDueThoughNothingWasReportedAround() {
        story.tell(passed("new", 1000));
        story.advance(1050);
        story.advance(9000);

        ModelEvent paused = story.events().get(story.events().size() - 1);
        assertThat(paused.getState()).isEqualTo("PAUSED");
        assertThat(paused.getEventTime()).isEqualTo(Instant.ofEpochMilli(1205));
    }

    @Test
    void countsNoRowsOfAnEarlierStepNorOfWindowsThatTheChampionHasNot() {
        story.tell(passed("new", 1000));
        story.goodWindows("new", Role.SHADOW, 1050, 1150);
        assertThat(story.state(2)).isEqualTo(VersionState.CANARY);

        story.tell(report("new", Role.CANARY, 1105, 500, 0.9));
        story.tell(report("champion", Role.CHAMPION, 1105, 500, 0.9));
        story.tell(report("new", Role.CANARY, 1200, 500, 0.9));
        story.tell(report("new", Role.SHADOW, 1250, 500, 0.9));
        story.tell(report("champion", Role.CHAMPION, 1250, 500, 0.9));
        story.advance(1300);

        assertThat(story.deployment().getArms().get(0).getShare()).isEqualTo(500);
    }

    @Test
    void takesAccuracyWhereAucCannotBeComputed() {
        story.tell(passed("new", 1000));
        WindowPerformance mine = report("new", Role.SHADOW, 1050, 200, null);
        mine.setMetrics(Map.of("accuracy", 0.5));
        WindowPerformance champions = report("champion", Role.CHAMPION, 1050, 200, 0.9);
        champions.setMetrics(Map.of("accuracy", 0.8, "auc", 0.9));
        story.tell(mine);
        story.tell(champions);
        story.advance(1060);

        assertThat(story.state(2)).isEqualTo(VersionState.ROLLED_BACK);
        assertThat(story.deployment().getReason()).startsWith("accuracy 0.5000 over 200");
    }

    @Test
    void ignoresSegments() {
        story.tell(passed("new", 1000));
        WindowPerformance segment = report("new", Role.SHADOW, 1050, 200, 0.1);
        segment.setSegment("country=PT");
        story.tell(segment);
        story.tell(report("champion", Role.CHAMPION, 1050, 200, 0.9));
        story.advance(1060);

        assertThat(story.state(2)).isEqualTo(VersionState.SHADOW);
    }

    @Test
    void newestWaitingVersionStartsWhenTheRolloutEndsAndOlderOnesRetire() {
        story.tell(passed("two", 1000));
        story.tell(passed("three", 1010));
        story.tell(passed("four", 1020));
        assertThat(List.of(story.state(3), story.state(4))).containsOnly(VersionState.VALIDATED);
        story.goodWindows("two", Role.SHADOW, 1050, 1150);
        story.goodWindows("two", Role.CANARY, 1200, 1500);

        assertThat(story.state(2)).isEqualTo(VersionState.CHAMPION);
        assertThat(story.state(3)).isEqualTo(VersionState.RETIRED);
        assertThat(story.state(4)).isEqualTo(VersionState.SHADOW);
        assertThat(story.deployment().getEpoch()).isEqualTo(6);
        assertThat(story.deployment().getEffectiveFrom())
                .as("not before the promotion that it follows")
                .isEqualTo(Instant.ofEpochMilli(1420));
    }

    @Test
    void startsAtTheSameTimeWhetherItCameBeforeOrAfterTheEndOfTheOther() {
        Story after = Story.withChampion();
        for (Story each : List.of(story, after)) {
            each.tell(passed("two", 1000));
            if (each == story) {
                each.tell(passed("three", 1010));
            }
            each.window("two", Role.SHADOW, 1050, 100, 0.4, 0.9);
            each.advance(1060);
        }
        after.lifeCycle = LifeCycle.restore(Story.SETTINGS, after.lifeCycle.snapshot());
        after.tell(passed("three", 1010));

        assertThat(after.deployment()).isEqualTo(story.deployment());
        assertThat(after.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(1055));
    }

    @Test
    void whatWaitedAtTheEndStartsWhetherALaterTrainingCameBeforeOrAfterTheDecision() {
        Story after = Story.withChampion();
        for (Story each : List.of(story, after)) {
            each.tell(passed("two", 1000));
            each.tell(passed("three", 1010));
            if (each == story) {
                each.tell(passed("four", 1055));
            }
            each.window("two", Role.SHADOW, 1050, 100, 0.4, 0.9);
            each.advance(1060);
        }
        after.lifeCycle = LifeCycle.restore(Story.SETTINGS, after.lifeCycle.snapshot());
        after.tell(passed("four", 1055));

        for (Story each : List.of(story, after)) {
            assertThat(each.state(2)).isEqualTo(VersionState.ROLLED_BACK);
            assertThat(each.state(3)).isEqualTo(VersionState.SHADOW);
            assertThat(each.state(4)).isEqualTo(VersionState.VALIDATED);
        }
        assertThat(after.deployment()).isEqualTo(story.deployment());
        assertThat(after.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(1055));
    }

    /** It would have taken the other's place, so it needn't wait for its end. */
    @Test
    void neededVersionStartsAtTheSameTimeWhetherItCameBeforeOrAfterTheRollback() {
        Story after = Story.withChampion();
        ModelVersion needed = passed("three", 1010);
        needed.getGate().setOpponents(Map.of("champion", 0.5));
        needed.getGate().setCandidate(0.9);
        for (Story each : List.of(story, after)) {
            each.tell(passed("two", 1000));
            if (each == story) {
                each.tell(needed);
            }
            each.window("two", Role.SHADOW, 1050, 100, 0.4, 0.9);
            each.advance(1060);
        }
        after.lifeCycle = LifeCycle.restore(Story.SETTINGS, after.lifeCycle.snapshot());
        after.tell(needed);

        for (Story each : List.of(story, after)) {
            assertThat(each.state(2)).isEqualTo(VersionState.ROLLED_BACK);
            assertThat(each.state(3)).isEqualTo(VersionState.SHADOW);
            assertThat(each.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(1015));
        }
    }

    @Test
    void takesThePlaceOfAPausedOneAtTheSameTimeWhetherItCameBeforeOrAfterThePause() {
        Story after = Story.withChampion();
        for (Story each : List.of(story, after)) {
            each.tell(passed("two", 1000));
            if (each == story) {
                each.tell(passed("three", 1010));
            }
            each.window("two", Role.SHADOW, 1050, 99, 0.9, 0.9);
            each.advance(1300);
        }
        after.lifeCycle = LifeCycle.restore(Story.SETTINGS, after.lifeCycle.snapshot());
        after.tell(passed("three", 1010));

        for (Story each : List.of(story, after)) {
            assertThat(moves(each.decisions)).contains("2 PAUSED", "2 ROLLED_BACK");
            assertThat(each.state(3)).isEqualTo(VersionState.SHADOW);
            assertThat(each.deployment().getEffectiveFrom())
                    .as("a lead after twice the step's duration")
                    .isEqualTo(Instant.ofEpochMilli(1210));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void orderOfReportsOfOneTimeDoesNotMatter(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            Story one = Story.withChampion();
            Story other = Story.withChampion();
            one.tell(passed("new", 1000));
            other.tell(passed("new", 1000));
            for (long time = 1050; time < 1600; time += 50) {
                List<WindowPerformance> reports = reports(random, time);
                reports.forEach(one::tell);
                Collections.shuffle(reports, random);
                reports.forEach(other::tell);
            }

            assertThat(other.decisions)
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(one.decisions)
                    .hasSizeGreaterThan(7);
        }
    }

    /** Of the newest window and the two before it, as more labels came. */
    private static List<WindowPerformance> reports(Random random, long time) {
        List<WindowPerformance> reports = new ArrayList<>();
        for (int revision = 1; revision <= 3; revision++) {
            long end = time - 50L * (revision - 1);
            Role role = end <= 1150 ? Role.SHADOW : Role.CANARY;
            double auc = 0.875 + random.nextInt(3) * 0.01;
            reports.add(report("new", role, end, 40L * revision, auc));
            reports.add(report("champion", Role.CHAMPION, end, 40L * revision, 0.9));
        }
        for (int i = 0; i < reports.size(); i++) {
            reports.get(i).setRevision(1 + i / 2);
            reports.get(i).setAsOf(Instant.ofEpochMilli(time));
        }
        return reports;
    }

    @Test
    void rollsBackWhatIsWorseInTheWholeRolloutThoughTheStepHasTooFewRows() {
        story.tell(passed("new", 1000));
        for (long end = 1050; end <= 1150; end += 50) {
            story.window("new", Role.SHADOW, end, 50, 0.885, 0.9);
        }
        story.window("new", Role.CANARY, 1200, 99, 0, 0.9);
        story.advance(1201);

        assertThat(story.state(2)).isEqualTo(VersionState.ROLLED_BACK);
        assertThat(story.deployment().getReason()).contains("over 249 labelled rows");
    }

    @Test
    void forgetsWhatLedToARollbackWhenItIsTriedAgain() {
        story.tell(passed("new", 1000));
        story.window("new", Role.SHADOW, 1050, 100, 0.4, 0.9);
        story.advance(1060);
        story.ask(ModelAction.SHADOW, 2);
        story.advance(1070);

        assertThat(story.state(2)).isEqualTo(VersionState.SHADOW);
    }

    @Test
    void doesNotCountWhatItDidAsChampionAgainstIt() {
        story.tell(passed("two", 1000));
        story.ask(ModelAction.PROMOTE, 2);
        story.ask(ModelAction.SHADOW, 1);
        story.tell(report("champion", Role.CHAMPION, 1050, 500, 0.1));
        story.tell(report("two", Role.CHAMPION, 1050, 500, 0.9));
        story.advance(1060);

        assertThat(story.state(1)).isEqualTo(VersionState.SHADOW);
    }

    @Test
    void startsNoEarlierThanTheLastRolloutEnded() {
        Story fresh = new Story();
        fresh.tell(passed("one", 5000));
        fresh.tell(passed("two", 1000));
        fresh.ask(ModelAction.PROMOTE, 2);
        fresh.tell(passed("three", 1000));

        assertThat(fresh.deployment().getShadows()).hasSize(1);
        assertThat(fresh.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(5005));
    }

    @Test
    void versionWithoutATimeStartsWithTheFirstReport() {
        Story fresh = new Story();
        fresh.tell(Story.version("a", null, passed("x", 0).getGate()));
        assertThat(fresh.deployment().getEffectiveFrom()).isNull();
        fresh.tell(Story.version("b", null, passed("x", 0).getGate()));
        assertThat(fresh.deployment().getEffectiveFrom()).isNull();

        fresh.tell(report("a", Role.CHAMPION, 5000, 100, 0.9));
        fresh.tell(report("b", Role.SHADOW, 5000, 100, 0.9));
        fresh.tell(report("a", Role.CHAMPION, 5050, 100, 0.9));
        fresh.tell(report("b", Role.SHADOW, 5050, 100, 0.9));
        fresh.advance(5101);

        assertThat(fresh.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(5105));
        assertThat(fresh.deployment().getArms()).hasSize(1);
    }

    @Test
    void planOfOneStepReplacesTheChampionAtOnce() {
        Model.Rollout plan =
                new Model.Rollout(List.of(Step.CHAMPION), Duration.ofMillis(7), 100, 0.02);
        story.lifeCycle =
                LifeCycle.restore(
                        new LifeCycleSettings("card-fraud", "fraud", "f", Story.GATE, plan),
                        story.lifeCycle.snapshot());

        story.tell(passed("new", 1000));

        assertThat(story.deployment().getChampion().getVersion()).isEqualTo(2);
        assertThat(story.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(1007));

        ModelCommand scheduled = story.command(ModelAction.PROMOTE, 1);
        scheduled.setEffectiveFrom(Instant.ofEpochMilli(9000));
        story.tell(scheduled);
        story.tell(passed("newer", 2000));

        assertThat(story.deployment().getChampion().getVersion()).isEqualTo(3);
        assertThat(story.deployment().getEffectiveFrom())
                .as("after what a person scheduled")
                .isEqualTo(Instant.ofEpochMilli(9000));
    }
}
