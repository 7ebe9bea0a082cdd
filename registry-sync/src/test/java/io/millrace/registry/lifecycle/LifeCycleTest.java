package io.millrace.registry.lifecycle;

import static io.millrace.registry.lifecycle.Story.digest;
import static io.millrace.registry.lifecycle.Story.failed;
import static io.millrace.registry.lifecycle.Story.moves;
import static io.millrace.registry.lifecycle.Story.passed;
import static io.millrace.registry.lifecycle.Story.refusals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Role;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class LifeCycleTest {
    private final Story story = new Story();

    @Test
    void numbersVersionsInOrderOfArrivalAndEachOnce() {
        ModelVersion first = passed("a", 0);
        ModelVersion second = failed("b", 0);

        assertThat(numbered(story.tell(first))).containsExactly("1 " + first.getDigest());
        assertThat(numbered(story.tell(second))).containsExactly("2 " + second.getDigest());
        assertThat(numbered(story.tell(first))).containsExactly("1 " + first.getDigest());
        ModelVersion own = ModelVersion.newBuilder(first).setVersion(1).build();
        assertThat(story.tell(own)).isEmpty();
        assertThat(own.getArtifact()).isEqualTo(first.getArtifact());
    }

    @Test
    void aNumberIsNobodyElsesToGive() {
        story.tell(passed("a", 0));
        ModelVersion other = passed("b", 0);
        other.setVersion(1);

        assertThat(numbered(story.tell(other))).containsExactly("2 " + other.getDigest());

        other = passed("c", 0);
        other.setVersion(Integer.MAX_VALUE);
        assertThat(numbered(story.tell(other))).containsExactly("3 " + other.getDigest());
    }

    @Test
    void keepsTheNumbersOfALostState() {
        ModelVersion seventh = passed("a", 0);
        seventh.setVersion(7);

        assertThat(numbered(story.tell(seventh))).isEmpty();
        assertThat(numbered(story.tell(passed("b", 0)))).containsExactly("8 " + digest("b"));
    }

    private static List<String> numbered(List<Decision> decisions) {
        return decisions.stream()
                .filter(Decision.Number.class::isInstance)
                .map(decision -> ((Decision.Number) decision).version())
                .map(version -> version.getVersion() + " " + version.getDigest())
                .toList();
    }

    @Test
    void versionWithoutAGateWaitsForAPersonOrALaterVerdict() {
        story.tell(Story.version("a", 0L, null));
        assertThat(story.state(1)).isEqualTo(VersionState.REGISTERED);
        assertThat(story.deployments()).isEmpty();

        assertThat(moves(story.tell(passed("a", 0)))).containsExactly("1 VALIDATED", "1 CHAMPION");
    }

    @Test
    void rejectedVersionStaysRejected() {
        story.tell(failed("a", 0));
        assertThat(story.events().get(1).getReason()).isEqualTo("auc 0.4");
        assertThat(story.events().get(1).getActor()).isEqualTo("gate");

        story.tell(passed("a", 0));

        assertThat(story.state(1)).isEqualTo(VersionState.REJECTED);
        assertThat(refusals(story.ask(ModelAction.PROMOTE, 1)))
                .containsExactly(
                        "PROMOTE: fraud@1 is REJECTED; it has to be VALIDATED, APPROVED, SHADOW, CANARY,"
                                + " PAUSED, RETIRED, ROLLED_BACK; it failed its gate:"
                                + " train another, or force it with a reason");
    }

    @Test
    void refusesAVersionThatContradictsItself() {
        ModelVersion broken = passed("a", 0);
        broken.setDigest(digest("b"));

        assertThat(refusals(story.tell(broken)).get(0)).startsWith("the version can't be used: ");
        assertThat(story.lifeCycle.versions()).isEmpty();
    }

    @Test
    void otherModelsAreNoneOfItsBusiness() {
        ModelVersion other = passed("a", 0);
        other.setModel("churn");
        ModelVersion elsewhere = passed("a", 0);
        elsewhere.setPipeline("other");

        assertThat(story.tell(other)).isEmpty();
        assertThat(story.tell(elsewhere)).isEmpty();
        assertThat(story.lifeCycle.versions()).isEmpty();
    }

    @Test
    void adoptsADeploymentFromBeforeItsTime() {
        Deployment before =
                Deployment.newBuilder()
                        .setPipeline("card-fraud")
                        .setModel("fraud")
                        .setEpoch(4)
                        .setChampion(new ModelReference(digest("a"), 1))
                        .setActor("somebody")
                        .build();
        story.lifeCycle.adopt(before);
        story.tell(passed("a", 0));
        story.tell(passed("b", 1000));

        assertThat(story.state(1)).isEqualTo(VersionState.CHAMPION);
        assertThat(story.state(2)).isEqualTo(VersionState.SHADOW);
        assertThat(story.deployment().getEpoch()).isEqualTo(5);

        story.lifeCycle.adopt(before);
        assertThat(story.lifeCycle.epoch()).isEqualTo(5);
    }

    @Test
    void adoptionDoesNotMindWhichComesFirst() {
        story.tell(passed("a", 0));
        story.tell(passed("b", 1000));
        Deployment newer = Deployment.newBuilder(story.deployment()).build();
        newer.setEpoch(9);
        newer.setChampion(new ModelReference(digest("b"), 2));
        newer.setShadows(List.of());

        story.lifeCycle.adopt(newer);

        assertThat(story.state(1)).isEqualTo(VersionState.RETIRED);
        assertThat(story.state(2)).isEqualTo(VersionState.CHAMPION);
        assertThat(refusals(story.ask(ModelAction.PAUSE, null))).hasSize(1);
    }

    @Test
    void refusesSnapshotsThatItCannotRead() {
        story.tell(passed("a", 0));
        byte[] snapshot = story.lifeCycle.snapshot();
        byte[] newer = snapshot.clone();
        newer[0] = 9;

        assertThatThrownBy(() -> LifeCycle.restore(Story.SETTINGS, newer))
                .hasMessage("life cycle of format 9; this release reads up to 4");
        assertThatThrownBy(
                        () ->
                                LifeCycle.restore(
                                        Story.SETTINGS,
                                        Arrays.copyOf(snapshot, snapshot.length - 1)))
                .hasMessage("the life cycle's state ends too early");
        assertThatThrownBy(
                        () ->
                                LifeCycle.restore(
                                        Story.SETTINGS,
                                        Arrays.copyOf(snapshot, snapshot.length + 1)))
                .hasMessage("1 bytes are left behind the life cycle's state");
    }

    @Test
    void stateStaysSmall() {
        story.tell(passed("champion", 0));
        for (int i = 0; i < 3_000; i++) {
            story.ask(ModelAction.PAUSE, null);
        }
        assertThat(story.lifeCycle.snapshot().length).isLessThan(20_000);
        for (int i = 1; i <= 20_000; i++) {
            story.tell(Story.report("champion", Role.CHAMPION, i * 50L, 100, 0.9));
        }

        byte[] snapshot = story.lifeCycle.snapshot();
        assertThat(snapshot.length).isLessThan(1 << 20);

        story.tell(Story.report("nobody", Role.CHAMPION, 20_000 * 50L, 100, 0.9));
        assertThat(story.lifeCycle.snapshot()).isEqualTo(snapshot);
    }
}
