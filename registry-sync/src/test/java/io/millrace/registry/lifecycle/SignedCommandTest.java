package io.millrace.registry.lifecycle;

import static io.millrace.registry.lifecycle.Story.moves;
import static io.millrace.registry.lifecycle.Story.passed;
import static io.millrace.registry.lifecycle.Story.refusals;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.signing.Ed25519;
import io.millrace.registry.signing.SignedContent;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.pipeline.Control;
import io.millrace.schemas.pipeline.Control.KeyRole;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Where signatures are asked for, who asks is proven. */
class SignedCommandTest {
    private static final KeyPair ADA = Ed25519.generate();
    private final Story story =
            new Story(
                    new LifeCycleSettings(
                            "card-fraud",
                            "fraud",
                            "f",
                            Story.GATE,
                            Story.PLAN,
                            new Control(
                                    true,
                                    List.of(
                                            new Control.SigningKey(
                                                    "ada",
                                                    Ed25519.encode(ADA.getPublic()),
                                                    List.of(KeyRole.ADMIN))),
                                    0,
                                    Duration.ofDays(1))));

    private static ModelCommand sign(ModelCommand command) {
        command.setKey("ada");
        command.setSignature(
                ByteBuffer.wrap(Ed25519.sign(ADA.getPrivate(), SignedContent.of(command))));
        return command;
    }

    private ModelCommand command(ModelAction action, @Nullable Integer number, long issued) {
        ModelCommand command = story.command(action, number);
        command.setIssuedAt(Instant.ofEpochMilli(issued));
        return command;
    }

    private static ModelVersion signed(ModelVersion version) {
        version.setAuthor("ada");
        version.setKey("ada");
        version.setSignature(
                ByteBuffer.wrap(Ed25519.sign(ADA.getPrivate(), SignedContent.of(version))));
        return version;
    }

    @BeforeEach
    void champion() {
        story.tell(signed(passed("champion", 0)));
        assertThat(story.state(1)).isEqualTo(VersionState.CHAMPION);
    }

    @Test
    void doesNotBelieveTheVerdictOfAnUnsignedVersion() {
        List<Decision> decisions = story.tell(passed("new", 1000));

        assertThat(moves(decisions)).containsExactly("2 REGISTERED");
        assertThat(refusals(decisions).get(0))
                .contains("its gate's verdict isn't believed: it isn't signed");
        assertThat(moves(story.tell(sign(command(ModelAction.APPROVE, 2, 1)))))
                .containsExactly("2 VALIDATED", "2 SHADOW");
    }

    @Test
    void refusesAndAuditsAForgedActor() {
        ModelCommand forged = command(ModelAction.KILL, null, 1);

        List<Decision> decisions = story.tell(forged);

        assertThat(decisions).hasSize(1);
        assertThat(refusals(decisions))
                .containsExactly(
                        "not allowed: KILL as \"ada\": it isn't signed, and the pipeline asks for"
                                + " signatures");
        assertThat(Story.events(decisions).get(0).getActor()).isEqualTo("unproven");
        assertThat(story.deployment().getFallbackScore()).isNull();
    }

    @Test
    void forgedIdDoesNotStandInForTheGenuineCommand() {
        ModelCommand genuine = sign(command(ModelAction.KILL, null, 1));
        ModelCommand forged = ModelCommand.newBuilder(genuine).setSignature(null).build();

        story.tell(forged);
        story.tell(genuine);

        assertThat(story.deployment().getFallbackScore()).isEqualTo(0.5);
        assertThat(story.events().get(story.events().size() - 1).getKey()).isEqualTo("ada");
    }

    @Test
    void refusesAnOldCommandThatIsSentAgainAfterItsIdWasForgotten() {
        long hour = Duration.ofHours(1).toMillis();
        ModelCommand old = sign(command(ModelAction.KILL, null, 1));
        story.tell(old);
        story.tell(sign(command(ModelAction.REVIVE, null, hour + 1)));
        for (int i = 0; i < LifeCycleState.COMMAND_IDS; i++) {
            story.tell(sign(command(ModelAction.RESUME, null, hour + 2)));
        }
        story.restart();

        assertThat(refusals(story.tell(old)).get(0)).contains("an hour before it is too old");
        assertThat(story.deployment().getFallbackScore()).isNull();
    }
}
