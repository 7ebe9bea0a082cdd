package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code model.control}. */
final class ControlSection implements Kind<Control> {
    private final SigningKeySection keySection = new SigningKeySection();

    private final Key<Boolean> requireSigned =
            Key.withDefault(
                    "require_signed",
                    new FlagKind(),
                    "false",
                    "whether commands, and versions that persons publish, have to be signed");
    private final Key<List<Control.SigningKey>> keys =
            Key.optional(
                    "keys",
                    new NamedKind<>(
                            "a map from a person's name to a public key and its roles",
                            TextKind.MODEL_NAME,
                            keySection),
                    "none",
                    "whose signatures are known; `millrace keys list` prints them as they're"
                            + " written here");
    private final Key<Long> approvals =
            Key.withDefault(
                    "approvals",
                    Numbers.whole(0, Control.MOST_APPROVALS),
                    "0",
                    "persons other than its author that have to approve a version: one before its"
                            + " rollout, the second until it's to be champion");
    private final Key<Duration> approvalsExpire =
            Key.withDefault(
                    "approvals_expire",
                    Durations.aboveZero(),
                    "7d",
                    "how long an approval holds, by the clock of the commands");

    final Section section =
            new Section(
                    "model.control",
                    List.of(requireSigned, keys, approvals, approvalsExpire),
                    Set.of());

    List<Section> sections() {
        return List.of(section, keySection.section);
    }

    @Override
    public String expected() {
        return "a map such as {approvals: 1, approvals_expire: 7d}";
    }

    @Override
    public Optional<Control> read(Value value) {
        Optional<Found> found = section.read(value).filter(Found::complete);
        if (found.isPresent()
                && found.get().get(requireSigned)
                && found.get().written(keys).isEmpty()) {
            value.reading()
                    .report(
                            PipelineFileError.KEYS_DISAGREE,
                            value.home(),
                            "require_signed needs keys, and there are none",
                            "millrace keys new NAME makes one");
        }
        return found.map(this::control);
    }

    private Control control(Found found) {
        return new Control(
                found.get(requireSigned),
                found.find(keys).orElse(List.of()),
                found.get(approvals).intValue(),
                found.get(approvalsExpire));
    }

    /** {@code model.control.keys.<name>}. */
    private static final class SigningKeySection implements NamedKind.Reader<Control.SigningKey> {
        private final Key<Text> publicKey =
                Key.required(
                        "public_key", TextKind.PUBLIC_KEY, "Ed25519, as `millrace keys` shows it");
        private final Key<List<Control.KeyRole>> roles =
                Key.required(
                        "roles",
                        new ListKind<>(
                                "a list of roles such as [approver, operator]",
                                Choice.of(Control.KeyRole.values(), '_'),
                                role -> role),
                        "what its owner may do: author publishes, approver approves and rejects,"
                                + " operator changes who is served, admin does all and may force it");
        private final Section section =
                new Section("model.control.keys.<name>", List.of(publicKey, roles), Set.of());

        @Override
        public Optional<Control.SigningKey> read(Text name, Value value) {
            return section.read(value)
                    .filter(Found::complete)
                    .map(
                            found ->
                                    new Control.SigningKey(
                                            name.value(),
                                            found.get(publicKey).value(),
                                            found.get(roles)));
        }
    }
}
