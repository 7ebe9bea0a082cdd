package io.millrace.registry.lifecycle;

import static io.millrace.registry.lifecycle.Story.failed;
import static io.millrace.registry.lifecycle.Story.moves;
import static io.millrace.registry.lifecycle.Story.passed;
import static io.millrace.registry.lifecycle.Story.refusals;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Role;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

/** Whose word a version needs, how long it holds, and what happens against it. */
class ApprovalTest {

    private static Story story(int approvals) {
        Story story = new Story(Story.needing(approvals));
        story.tell(passed("champion", 0));
        approve(story, 1, "ben", 0);
        if (approvals > 1) {
            approve(story, 1, "cyd", 0);
        }
        assertThat(story.state(1)).isEqualTo(VersionState.CHAMPION);
        return story;
    }

    private static List<Decision> approve(Story story, int number, String actor, long issued) {
        ModelCommand command = story.command(ModelAction.APPROVE, number);
        command.setActor(actor);
        command.setIssuedAt(Instant.ofEpochMilli(issued));
        return story.tell(command);
    }

    private static List<Decision> force(Story story, int number, String reason) {
        ModelCommand command = story.command(ModelAction.PROMOTE, number);
        command.setForced(true);
        command.setReason(reason);
        return story.tell(command);
    }

    @Test
    void waitsForAPersonAfterThePassedGate() {
        Story story = story(1);
        story.tell(passed("new", 1000));
        assertThat(story.state(2)).isEqualTo(VersionState.VALIDATED);

        assertThat(moves(approve(story, 2, "ben", 100))).containsExactly("2 APPROVED", "2 SHADOW");
    }

    @Test
    void refusesItsAuthor() {
        Story story = story(1);
        ModelVersion version = passed("new", 1000);
        version.setAuthor("ada");
        story.tell(version);

        assertThat(refusals(approve(story, 2, "ada", 100)))
                .containsExactly(
                        "APPROVE: ada made it, and an author can't approve; ask somebody else");
        assertThat(refusals(approve(story, 2, "ben", 100))).isEmpty();
    }

    @Test
    void takesBackAnApprovalThatExpiredWhileItWaited() {
        Story story = story(1);
        story.tell(passed("first", 1000));
        approve(story, 2, "ben", 100);
        story.tell(passed("second", 1000));
        approve(story, 3, "ben", 200);
        assertThat(story.state(3)).isEqualTo(VersionState.APPROVED);
        story.restart();

        ModelCommand later = story.command(ModelAction.ROLL_BACK, 2);
        later.setIssuedAt(Instant.ofEpochMilli(1201));

        assertThat(moves(story.tell(later))).containsExactly("3 VALIDATED", "2 ROLLED_BACK");
        assertThat(moves(approve(story, 3, "ben", 1300))).containsExactly("3 APPROVED", "3 SHADOW");
    }

    @Test
    void keepsAnApprovalUntilItsLastMillisecond() {
        Story story = story(1);
        story.tell(passed("first", 1000));
        approve(story, 2, "ben", 100);
        story.tell(passed("second", 1000));
        approve(story, 3, "ben", 200);

        ModelCommand later = story.command(ModelAction.ROLL_BACK, 2);
        later.setIssuedAt(Instant.ofEpochMilli(1200));

        assertThat(moves(story.tell(later))).containsExactly("2 ROLLED_BACK", "3 SHADOW");
    }

    @Test
    void holdsTheLastStepUntilASecondPersonHasApproved() {
        Story story = story(2);
        story.tell(passed("new", 1000));
        approve(story, 2, "ben", 100);
        story.goodWindows("new", Role.SHADOW, 1050, 1150);
        story.goodWindows("new", Role.CANARY, 1200, 1900);

        assertThat(story.state(2)).isEqualTo(VersionState.PAUSED);
        assertThat(refusals(story.ask(ModelAction.RESUME, 2)).get(0)).contains("another person");
        assertThat(refusals(approve(story, 2, "ben", 100)).get(0)).contains("another person");
        story.restart();
        assertThat(moves(approve(story, 2, "cyd", 100))).containsExactly("2 CANARY");
        story.goodWindows("new", Role.CANARY, 1950, 2000);
        assertThat(story.state(2)).isEqualTo(VersionState.CHAMPION);
    }

    @Test
    void doesNotLetAPersonPromoteWithoutApprovals() {
        Story story = story(1);
        story.tell(passed("new", 1000));

        assertThat(refusals(story.ask(ModelAction.PROMOTE, 2)))
                .containsExactly(
                        "PROMOTE: fraud@2 has 0 approvals, 1 are needed; APPROVE it, or force it"
                                + " with a reason");
        assertThat(refusals(story.ask(ModelAction.CANARY, 2))).hasSize(1);
        assertThat(refusals(story.ask(ModelAction.SHADOW, 2))).hasSize(1);
    }

    @Test
    void promotesByForceAndKeepsWhoWhyAndWhatWasBefore() {
        Story story = story(1);
        story.tell(failed("new", 1000));
        assertThat(refusals(force(story, 2, " "))).singleElement().asString().contains("say why");

        List<Decision> decisions = force(story, 2, "the gate's slice is broken");

        assertThat(moves(decisions)).containsExactly("2 CHAMPION", "1 RETIRED");
        ModelEvent event = Story.events(decisions).get(0);
        assertThat(event.getForced()).isTrue();
        assertThat(event.getActor()).isEqualTo("ada");
        assertThat(event.getReason()).isEqualTo("the gate's slice is broken");
        assertThat(event.getPreviousEpoch()).isEqualTo(1);
        assertThat(event.getEpoch()).isEqualTo(2);
    }

    @Test
    void bringsBackByForceAloneWhatWasPutAway() {
        Story story = Story.withChampion();
        story.tell(passed("new", 1000));
        story.ask(ModelAction.ROLL_BACK, 2);
        story.ask(ModelAction.RETIRE, 2);

        assertThat(refusals(story.ask(ModelAction.PROMOTE, 2)).get(0)).contains("was put away");
        assertThat(moves(force(story, 2, "needed"))).contains("2 CHAMPION");
        assertThat(refusals(force(story, 2, "again")).get(0)).contains("CHAMPION already");
    }

    @Test
    void doesNotForceAnythingElseNorAnotherFeatureSet() {
        Story story = Story.withChampion();
        ModelVersion foreign = passed("foreign", 1000);
        foreign.setFingerprint("g");
        story.tell(foreign);
        ModelCommand command = story.command(ModelAction.CANARY, 2);
        command.setForced(true);

        assertThat(refusals(story.tell(command)).get(0)).contains("only PROMOTE can be forced");
        assertThat(refusals(force(story, 2, "r")).get(0)).contains("feature set g");
    }

    @Test
    void keepsWhatARollbackGoesBackTo() {
        Story story = Story.withChampion();
        story.tell(passed("new", 1000));
        story.ask(ModelAction.PROMOTE, 2);

        assertThat(refusals(story.ask(ModelAction.RETIRE, 1)).get(0))
                .contains("fraud@1 is what a rollback goes back to");
    }

    @Test
    void namesTheNearestOfMany() {
        Story story = Story.withChampion();
        for (int number = 2; number <= 9; number++) {
            story.tell(failed("m" + number, 1000));
        }

        assertThat(refusals(story.ask(ModelAction.PROMOTE, 11)))
                .containsExactly(
                        "PROMOTE: fraud@11 isn't known; the nearest are fraud@5, fraud@6, fraud@7,"
                                + " fraud@8, fraud@9");
    }

    @Test
    void saysWhichFiguresDecided() {
        Story story = Story.withChampion();
        story.tell(passed("new", 1000));
        story.goodWindows("new", Role.SHADOW, 1050, 1150);

        ModelEvent canary =
                story.events().stream()
                        .filter(event -> "CANARY".equals(event.getState()))
                        .findFirst()
                        .orElseThrow();
        assertThat(canary.getEvidence()).matches("[0-9a-f]{64}");
        assertThat(story.events().get(0).getEvidence()).isNull();
    }

    @Test
    void refusesAnActorThatIsNone() {
        Story story = Story.withChampion();
        ModelCommand command = story.command(ModelAction.KILL, null);
        command.setActor("");

        assertThat(refusals(story.tell(command)).get(0)).contains("its actor has 0 characters");
    }
}
