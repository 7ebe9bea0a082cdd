package io.millrace.registry.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.pipeline.Control;
import io.millrace.schemas.pipeline.Control.KeyRole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

class SignaturesTest {
    private static final KeyPair ADA = Ed25519.generate();
    private static final KeyPair MALLORY = Ed25519.generate();

    private static Signatures signatures(boolean required, KeyRole... roles) {
        Control.SigningKey key =
                new Control.SigningKey("ada", Ed25519.encode(ADA.getPublic()), List.of(roles));
        return new Signatures(new Control(required, List.of(key), 0, Duration.ofDays(1)));
    }

    private static ModelCommand command() {
        return ModelCommand.newBuilder()
                .setPipeline("p")
                .setModel("fraud")
                .setCommandId("id")
                .setAction(ModelAction.PROMOTE)
                .setDigest("d".repeat(64))
                .setExpectedEpoch(3L)
                .setActor("ada")
                .setReason("because")
                .setIssuedAt(Instant.ofEpochMilli(5))
                .setKey("ada")
                .build();
    }

    private static ModelCommand signed(KeyPair by) {
        ModelCommand command = command();
        command.setSignature(
                ByteBuffer.wrap(Ed25519.sign(by.getPrivate(), SignedContent.of(command))));
        return command;
    }

    @Test
    void agreesWithRfc8032() {
        // Section 7.1, test 2, in X.509 and PKCS #8.
        var format = HexFormat.of();
        var base64 = Base64.getEncoder();
        String secret = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
        String open = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        String head = "302e020100300506032b657004220420";
        var privateKey = Ed25519.privateKey(base64.encodeToString(format.parseHex(head + secret)));
        var publicKey =
                Ed25519.publicKey(
                        base64.encodeToString(format.parseHex("302a300506032b6570032100" + open)));
        byte[] signature = Ed25519.sign(privateKey, new byte[] {0x72});

        assertThat(format.formatHex(signature))
                .isEqualTo(
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        assertThat(Ed25519.verify(publicKey, new byte[] {0x72}, signature)).isTrue();
        assertThat(Ed25519.verify(publicKey, new byte[] {0x73}, signature)).isFalse();
        assertThat(Ed25519.verify(publicKey, new byte[] {0x72}, new byte[3])).isFalse();
    }

    @Test
    void believesWhatItsOwnerSigned() {
        assertThat(signatures(true, KeyRole.OPERATOR).problem(signed(ADA))).isEmpty();
    }

    @Test
    void refusesWhatAnotherKeySigned() {
        assertThat(signatures(false, KeyRole.OPERATOR).problem(signed(MALLORY)))
                .hasValue("the signature isn't ada's over this content");
    }

    @Test
    void refusesUnsignedCommandsWhereTheyHaveToBeSigned() {
        ModelCommand command = command();
        command.setKey(null);

        assertThat(signatures(true, KeyRole.ADMIN).problem(command).orElseThrow())
                .contains("isn't signed");
        assertThat(signatures(false, KeyRole.ADMIN).problem(command)).isEmpty();
    }

    @Test
    void refusesAClaimedKeyWithoutASignature() {
        assertThat(signatures(false, KeyRole.ADMIN).problem(command())).isPresent();
        ModelCommand nameless = signed(ADA);
        nameless.setKey(null);
        assertThat(signatures(false, KeyRole.ADMIN).problem(nameless)).isPresent();
    }

    @Test
    void refusesUnknownKeysAndOtherActors() {
        ModelCommand unknown = signed(ADA);
        unknown.setKey("mallory");
        ModelCommand other = signed(ADA);
        other.setActor("ben");

        assertThat(signatures(true, KeyRole.ADMIN).problem(unknown).orElseThrow())
                .isEqualTo("its key \"mallory\" isn't one of the pipeline's: [ada]");
        assertThat(signatures(true, KeyRole.ADMIN).problem(other).orElseThrow())
                .isEqualTo("its key is ada's, but it claims to be from \"ben\"");
    }

    @Test
    void noticesAnyChange() {
        List<Consumer<ModelCommand>> changes = new ArrayList<>();
        changes.add(c -> c.setPipeline("q"));
        changes.add(c -> c.setModel("other"));
        changes.add(c -> c.setCommandId("other"));
        changes.add(c -> c.setAction(ModelAction.ROLL_BACK));
        changes.add(c -> c.setDigest("e".repeat(64)));
        changes.add(c -> c.setVersion(4));
        changes.add(c -> c.setExpectedEpoch(4L));
        changes.add(c -> c.setExpectedEpoch(null));
        changes.add(c -> c.setEffectiveFrom(Instant.EPOCH));
        changes.add(c -> c.setShare(0));
        changes.add(c -> c.setFallbackScore(0.0));
        changes.add(c -> c.setReason(null));
        changes.add(c -> c.setReason("because "));
        changes.add(c -> c.setIssuedAt(Instant.ofEpochMilli(6)));
        for (int i = 0; i < changes.size(); i++) {
            ModelCommand changed = signed(ADA);
            changes.get(i).accept(changed);

            assertThat(signatures(true, KeyRole.ADMIN).problem(changed))
                    .as("change " + i)
                    .isPresent();
        }
        ModelCommand forced = signed(ADA);
        forced.setForced(true);
        assertThat(signatures(true, KeyRole.ADMIN).problem(forced).orElseThrow())
                .contains("the signature");
    }

    @ParameterizedTest
    @CsvSource({
        "APPROVE,   APPROVER, true",
        "APPROVE,   OPERATOR, false",
        "APPROVE,   ADMIN,    true",
        "REJECT,    AUTHOR,   false",
        "PROMOTE,   OPERATOR, true",
        "PROMOTE,   APPROVER, false",
        "ROLL_BACK, APPROVER, true",
        "KILL,      OPERATOR, true",
        "KILL,      AUTHOR,   false",
        "REVIVE,    APPROVER, false",
    })
    void asksForTheRoleOfTheAction(ModelAction action, KeyRole role, boolean allowed) {
        ModelCommand command = command();
        command.setAction(action);
        command.setSignature(
                ByteBuffer.wrap(Ed25519.sign(ADA.getPrivate(), SignedContent.of(command))));

        assertThat(signatures(true, role).problem(command).isEmpty()).isEqualTo(allowed);
    }

    @Test
    void letsAnAdminAloneForce() {
        ModelCommand command = command();
        command.setForced(true);
        command.setSignature(
                ByteBuffer.wrap(Ed25519.sign(ADA.getPrivate(), SignedContent.of(command))));

        assertThat(signatures(true, KeyRole.OPERATOR).problem(command).orElseThrow())
                .contains("a forced PROMOTE needs one of the roles [ADMIN]");
        assertThat(signatures(true, KeyRole.ADMIN).problem(command)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(KeyRole.class)
    void believesVersionsOfAuthors(KeyRole role) {
        ModelVersion version =
                ModelVersion.newBuilder()
                        .setPipeline("p")
                        .setModel("fraud")
                        .setDigest("d".repeat(64))
                        .setTask("binary")
                        .setFormat("f")
                        .setArtifactBytes(1)
                        .setFingerprint("f")
                        .setInputs(List.of())
                        .setLineage(Lineage.newBuilder().build())
                        .setAuthor("ada")
                        .setKey("ada")
                        .build();
        version.setSignature(
                ByteBuffer.wrap(Ed25519.sign(ADA.getPrivate(), SignedContent.of(version))));
        boolean may = role == KeyRole.AUTHOR || role == KeyRole.ADMIN;

        assertThat(signatures(true, role).problem(version).isEmpty()).isEqualTo(may);
        version.setGate(new GateVerdict(true, "r", "auc", 1.0, Map.of(), 1L, null));
        assertThat(signatures(true, role).problem(version)).isPresent();
    }

    @Test
    void doesNotShowWhatIsNoPrivateKey() {
        assertThatThrownBy(() -> Ed25519.privateKey("secret!"))
                .hasMessage("it isn't an Ed25519 private key")
                .hasNoCause();
    }
}
