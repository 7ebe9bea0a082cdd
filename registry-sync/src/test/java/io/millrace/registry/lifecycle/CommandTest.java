package io.millrace.registry.lifecycle;

import static io.millrace.registry.lifecycle.Story.digest;
import static io.millrace.registry.lifecycle.Story.failed;
import static io.millrace.registry.lifecycle.Story.moves;
import static io.millrace.registry.lifecycle.Story.passed;
import static io.millrace.registry.lifecycle.Story.refusals;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;

class CommandTest {

    /** What becomes of a version in a state, by the action that names it; a dash is a refusal. */
    @ParameterizedTest
    @CsvSource(
            useHeadersInDisplayName = true,
            delimiter = '|',
            textBlock =
                    """
                    state       | APPROVE | REJECT   | SHADOW | CANARY | PROMOTE  | ROLL_BACK   | PAUSE  | RESUME | RETIRE
                    REGISTERED  | SHADOW  | REJECTED | -      | -      | -        | -           | -      | -      | ARCHIVED
                    VALIDATED   | -       | REJECTED | -      | -      | CHAMPION | -           | -      | -      | ARCHIVED
                    REJECTED    | -       | -        | -      | -      | -        | -           | -      | -      | ARCHIVED
                    ARCHIVED    | -       | -        | -      | -      | -        | -           | -      | -      | -
                    SHADOW      | -       | -        | SHADOW | CANARY | CHAMPION | ROLLED_BACK | PAUSED | -      | -
                    CANARY      | -       | -        | SHADOW | CANARY | CHAMPION | ROLLED_BACK | PAUSED | -      | -
                    PAUSED      | -       | -        | SHADOW | CANARY | CHAMPION | ROLLED_BACK | -      | CANARY | -
                    RETIRED     | -       | -        | SHADOW | CANARY | CHAMPION | -           | -      | -      | ARCHIVED
                    ROLLED_BACK | -       | -        | SHADOW | CANARY | CHAMPION | -           | -      | -      | ARCHIVED
                    CHAMPION    | -       | -        | -      | -      | -        | ROLLED_BACK | -      | -      | -
                    """)
    void followsOrRefuses(
            VersionState state,
            String approve,
            String reject,
            String shadow,
            String canary,
            String promote,
            String rollBack,
            String pause,
            String resume,
            String retire) {
        expect(state, ModelAction.APPROVE, approve);
        expect(state, ModelAction.REJECT, reject);
        expect(state, ModelAction.SHADOW, shadow);
        expect(state, ModelAction.CANARY, canary);
        expect(state, ModelAction.PROMOTE, promote);
        expect(state, ModelAction.ROLL_BACK, rollBack);
        expect(state, ModelAction.PAUSE, pause);
        expect(state, ModelAction.RESUME, resume);
        expect(state, ModelAction.RETIRE, retire);
    }

    private static void expect(VersionState state, ModelAction action, String expected) {
        Story story = Story.withChampion();
        int number = bring(story, state);
        assertThat(story.state(number)).isEqualTo(state);

        List<Decision> decisions = story.ask(action, number);

        String which = action + " in " + state + ": " + decisions;
        if (expected.equals("-")) {
            assertThat(refusals(decisions)).as(which).hasSize(1);
            assertThat(decisions).as(which).hasSize(1);
            assertThat(refusals(decisions).get(0)).startsWith(action + ": ");
            assertThat(story.state(number)).as(which).isEqualTo(state);
        } else {
            assertThat(refusals(decisions)).as(which).isEmpty();
            assertThat(story.state(number)).as(which).hasToString(expected);
            assertThat(moves(decisions)).as(which).contains(number + " " + expected);
        }
    }

    /** Brings a version of the story into a state; its number. */
    private static int bring(Story story, VersionState state) {
        switch (state) {
            case REGISTERED -> story.tell(Story.version("new", 1000L, null));
            case REJECTED -> story.tell(failed("new", 1000));
            case VALIDATED -> {
                story.tell(passed("other", 1000));
                story.tell(passed("new", 1000));
                return 3;
            }
            case RETIRED -> {
                story.tell(passed("other", 1000));
                story.tell(passed("new", 1000));
                story.tell(passed("newer", 1000));
                story.ask(ModelAction.ROLL_BACK, 2);
                story.ask(ModelAction.ROLL_BACK, 4);
                return 3;
            }
            default -> story.tell(passed("new", 1000));
        }
        switch (state) {
            case CANARY -> story.goodWindows("new", Role.SHADOW, 1050, 1150);
            case PAUSED -> {
                story.goodWindows("new", Role.SHADOW, 1050, 1150);
                story.ask(ModelAction.PAUSE, 2);
            }
            case ROLLED_BACK -> story.ask(ModelAction.ROLL_BACK, 2);
            case ARCHIVED -> {
                story.ask(ModelAction.ROLL_BACK, 2);
                story.ask(ModelAction.RETIRE, 2);
            }
            case CHAMPION -> story.ask(ModelAction.PROMOTE, 2);
            default -> {}
        }
        return 2;
    }

    private final Story story = Story.withChampion();

    @Test
    void promotesFromTheTimeThatIsAskedFor() {
        story.tell(passed("new", 1000));
        ModelCommand command = story.command(ModelAction.PROMOTE, 2);
        command.setEffectiveFrom(Instant.ofEpochMilli(7000));
        story.tell(command);

        assertThat(story.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(7000));
        assertThat(story.deployment().getCommandId()).isEqualTo(command.getCommandId());
        assertThat(story.deployment().getActor()).isEqualTo("ada");
        assertThat(story.deployment().getReason()).isEqualTo("because");
        assertThat(story.deployment().getPreviousChampion().getVersion()).isEqualTo(1);
        assertThat(story.deployment().getShadows()).isEmpty();
        assertThat(story.state(1)).isEqualTo(VersionState.RETIRED);
    }

    @Test
    void policyDoesNotBringForwardWhatAPersonScheduled() {
        story.tell(passed("two", 1000));
        ModelCommand command = story.command(ModelAction.PROMOTE, 2);
        command.setEffectiveFrom(Instant.ofEpochMilli(7000));
        story.tell(command);
        story.tell(passed("three", 1500));

        assertThat(story.deployment().getChampion().getVersion()).isEqualTo(2);
        assertThat(story.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(7000));
    }

    @Test
    void promotionOfAnotherEndsTheRollout() {
        story.tell(passed("two", 1000));
        story.tell(passed("three", 1000));
        List<Decision> decisions = story.ask(ModelAction.PROMOTE, 3);

        assertThat(moves(decisions)).containsExactly("2 ROLLED_BACK", "3 CHAMPION", "1 RETIRED");
        assertThat(story.deployment().getShadows()).isEmpty();
    }

    @Test
    void rollsTheChampionBackInOneStepAndOnlyOnce() {
        story.tell(passed("new", 1000));
        story.ask(ModelAction.PROMOTE, 2);
        List<Decision> decisions = story.ask(ModelAction.ROLL_BACK, null);

        assertThat(moves(decisions)).containsExactly("2 ROLLED_BACK", "1 CHAMPION");
        assertThat(story.deployment().getChampion().getVersion()).isEqualTo(1);
        assertThat(story.deployment().getPreviousChampion()).isNull();
        assertThat(refusals(story.ask(ModelAction.ROLL_BACK, null)))
                .containsExactly(
                        "ROLL_BACK: there's no previous champion; PROMOTE a version: there are"
                                + " fraud@1, fraud@2");
    }

    @Test
    void rollBackTakesTheArmFirstAndTheChampionIfItIsNamed() {
        story.tell(passed("two", 1000));
        story.ask(ModelAction.PROMOTE, 2);
        story.tell(passed("three", 2000));
        assertThat(moves(story.ask(ModelAction.ROLL_BACK, null))).containsExactly("3 ROLLED_BACK");

        story.ask(ModelAction.SHADOW, 3);
        assertThat(moves(story.ask(ModelAction.ROLL_BACK, 2)))
                .containsExactly("3 ROLLED_BACK", "2 ROLLED_BACK", "1 CHAMPION");
        assertThat(story.deployment().getShadows()).isEmpty();
    }

    @Test
    void whatAPersonPlacedStaysUntilItIsResumedThenThePlanGoesOn() {
        story.tell(passed("new", 1000));
        ModelCommand command = story.command(ModelAction.CANARY, 2);
        command.setShare(1000);
        story.tell(command);
        story.goodWindows("new", Role.CANARY, 1050, 1500);
        assertThat(story.deployment().getArms().get(0).getShare()).isEqualTo(1000);

        story.ask(ModelAction.RESUME, null);
        story.goodWindows("new", Role.CANARY, 1550, 1650);

        assertThat(story.deployment().getArms().get(0).getShare()).isEqualTo(2500);
        assertThat(story.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(1605));
    }

    @Test
    void pausedVersionIsRolledBackAllTheSame() {
        story.tell(passed("new", 1000));
        story.ask(ModelAction.PAUSE, null);
        story.goodWindows("new", Role.SHADOW, 1050, 1500);
        assertThat(story.state(2)).isEqualTo(VersionState.PAUSED);

        story.window("new", Role.SHADOW, 1550, 5000, 0.1, 0.9);
        story.advance(1560);

        assertThat(story.state(2)).isEqualTo(VersionState.ROLLED_BACK);
    }

    @Test
    void killServesTheFallbackAndHoldsTheRolloutUntilItIsRevived() {
        story.tell(passed("new", 1000));
        story.ask(ModelAction.KILL, null);
        assertThat(story.deployment().getFallbackScore()).isEqualTo(0.5);
        assertThat(story.deployment().getShadows()).hasSize(1);
        story.goodWindows("new", Role.SHADOW, 1050, 1500);
        assertThat(story.state(2)).isEqualTo(VersionState.SHADOW);

        story.ask(ModelAction.REVIVE, null);
        story.goodWindows("new", Role.SHADOW, 1550, 1600);
        assertThat(story.deployment().getFallbackScore()).isNull();
        assertThat(story.state(2)).as("the step begins again").isEqualTo(VersionState.SHADOW);

        story.goodWindows("new", Role.SHADOW, 1650, 1650);
        assertThat(story.state(2)).isEqualTo(VersionState.CANARY);
    }

    @Test
    void versionThatComesDuringAKillStartsAfterIt() {
        story.ask(ModelAction.KILL, null);
        story.tell(passed("new", 1000));
        assertThat(story.state(2)).isEqualTo(VersionState.VALIDATED);

        story.ask(ModelAction.REVIVE, null);
        assertThat(story.state(2)).isEqualTo(VersionState.SHADOW);
    }

    @Test
    void refusesAStaleEpoch() {
        story.tell(passed("new", 1000));
        ModelCommand command = story.command(ModelAction.PROMOTE, 2);
        command.setExpectedEpoch(1L);

        assertThat(refusals(story.tell(command)))
                .containsExactly(
                        "PROMOTE: it expects epoch 1 to be the newest, but 2 is; look at it, and"
                                + " ask again");
        command.setCommandId("again");
        command.setExpectedEpoch(2L);
        assertThat(refusals(story.tell(command))).isEmpty();
    }

    @Test
    void followsACommandOnce() {
        story.tell(passed("new", 1000));
        ModelCommand command = story.command(ModelAction.PROMOTE, 2);

        assertThat(story.tell(command)).isNotEmpty();
        assertThat(story.tell(command)).isEmpty();
    }

    @Test
    void refusesVersionsOfAnotherFeatureSet() {
        ModelVersion foreign = passed("foreign", 1000);
        foreign.setFingerprint("g");

        assertThat(refusals(story.tell(foreign)))
                .containsExactly(
                        "it was trained on the feature set g, but the pipeline's is f; train"
                                + " again");
        assertThat(story.state(2)).isEqualTo(VersionState.REGISTERED);
        assertThat(refusals(story.ask(ModelAction.APPROVE, 2))).hasSize(1);
        assertThat(story.deployments()).hasSize(1);
    }

    @Test
    void newFeatureSetMakesOldVersionsUseless() {
        story.tell(passed("two", 1000));
        story.ask(ModelAction.PROMOTE, 2);
        story.tell(passed("three", 1000));
        story.tell(passed("four", 1000));
        LifeCycleSettings changed =
                new LifeCycleSettings("card-fraud", "fraud", "g", Story.GATE, Story.PLAN);
        story.lifeCycle = LifeCycle.restore(changed, story.lifeCycle.snapshot());

        assertThat(refusals(story.ask(ModelAction.PROMOTE, 4)).get(0))
                .contains("fraud@4 was trained on the feature set f, but the pipeline's is g");
        assertThat(moves(story.ask(ModelAction.ROLL_BACK, null))).containsExactly("3 ROLLED_BACK");
        assertThat(refusals(story.ask(ModelAction.ROLL_BACK, null)).get(0))
                .contains("fraud@1 was trained on the feature set f");
        assertThat(story.state(4)).isEqualTo(VersionState.VALIDATED);
    }

    @Test
    void approvedVersionStartsFromNow() {
        story.tell(Story.version("new", 1000L, null));
        story.advance(8000);
        story.ask(ModelAction.APPROVE, 2);

        assertThat(story.deployment().getEffectiveFrom()).isEqualTo(Instant.ofEpochMilli(8005));
    }

    @Test
    void refusesWhatItCannotFindOrUnderstand() {
        assertThat(refusals(story.ask(ModelAction.PROMOTE, null)))
                .containsExactly("PROMOTE: it names no version; there are fraud@1");
        assertThat(refusals(story.ask(ModelAction.PROMOTE, 9)))
                .containsExactly("PROMOTE: fraud@9 isn't known; there are fraud@1");
        assertThat(refusals(story.ask(ModelAction.PAUSE, null)))
                .containsExactly("PAUSE: no version is on its way to the champion");
        assertThat(refusals(story.ask(ModelAction.REVIVE, null)))
                .containsExactly("REVIVE: no fallback score is served; KILL would");
        assertThat(refusals(story.ask(ModelAction.UNKNOWN, 1)).get(0))
                .startsWith("UNKNOWN: this release follows APPROVE, REJECT, SHADOW");

        ModelCommand contradiction = story.command(ModelAction.PROMOTE, 7);
        contradiction.setDigest(digest("champion"));
        assertThat(refusals(story.tell(contradiction)).get(0)).endsWith("is fraud@1, not fraud@7");

        ModelCommand nameless = story.command(ModelAction.PROMOTE, 1);
        nameless.setCommandId("");
        assertThat(refusals(story.tell(nameless)).get(0)).contains("command_id has 0 characters");
    }

    @Test
    void refusesSharesAndScoresThatAreNone() {
        story.tell(passed("new", 1000));
        ModelCommand canary = story.command(ModelAction.CANARY, 2);
        canary.setShare(10_000);
        assertThat(refusals(story.tell(canary)).get(0)).contains("the share is 10000; from 1");

        canary.setCommandId("zero");
        canary.setShare(0);
        assertThat(refusals(story.tell(canary)).get(0)).contains("the share is 0; from 1");
        canary.setCommandId("nothing");
        canary.setShare(null);
        assertThat(refusals(story.tell(canary)).get(0)).contains("the share is null; from 1");

        ModelCommand kill = story.command(ModelAction.KILL, null);
        kill.setFallbackScore(Double.NaN);
        assertThat(refusals(story.tell(kill)).get(0)).contains("the fallback score is NaN");
        kill.setCommandId("none");
        kill.setFallbackScore(null);
        assertThat(refusals(story.tell(kill)).get(0)).contains("the fallback score is null");

        story.ask(ModelAction.KILL, null);
        assertThat(refusals(story.ask(ModelAction.KILL, null)).get(0)).contains("0.5 already");
    }

    @Test
    void refusesAnArmWithoutAChampion() {
        Story fresh = new Story();
        fresh.tell(Story.version("a", 0L, null));
        fresh.ask(ModelAction.KILL, null);
        fresh.ask(ModelAction.APPROVE, 1);

        assertThat(refusals(fresh.ask(ModelAction.CANARY, 1)).get(0)).contains("no champion");
        fresh.ask(ModelAction.REVIVE, null);
        assertThat(fresh.state(1)).isEqualTo(VersionState.CHAMPION);
    }

    @Test
    void leavesTrainingsToOthers() {
        assertThat(story.ask(ModelAction.RETRAIN, null)).isEmpty();
    }
}
