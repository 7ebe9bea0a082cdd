package io.millrace.jobs.cli.model;

import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command will do if it's followed, and to whom, in words, before anybody is asked.
 *
 * @param summary such as {@code promoting fraud@3 changes who is served}
 * @param lines who is served now, what becomes of it, who is affected
 * @param goesDown whether it takes something back, which asks nobody
 */
public record ChangeEffect(String summary, List<String> lines, boolean goesDown) {
    private static final int EVERYBODY = 10_000;

    public ChangeEffect {
        lines = List.copyOf(lines);
    }

    /**
     * @param deployed what's deployed now, if anything is
     * @param versions that are known
     * @param states of versions by digest
     */
    public static ChangeEffect of(
            ModelCommand.Builder asked,
            Optional<Deployment> deployed,
            List<ModelVersion> versions,
            Map<String, String> states) {
        return new Words(asked, deployed.orElse(null), versions, states).effect();
    }

    /** Such as {@code 2.5 %}. */
    public static String percent(int tenThousandths) {
        return BigDecimal.valueOf(tenThousandths, 2).stripTrailingZeros().toPlainString() + " %";
    }

    private record Words(
            ModelCommand.Builder asked,
            @Nullable Deployment deployed,
            List<ModelVersion> versions,
            Map<String, String> states) {

        ChangeEffect effect() {
            List<String> lines = new ArrayList<>();
            lines.add("now: " + now());
            lines.add("then: " + then());
            lines.add("affected: " + affected());
            if (asked.getForced()) {
                lines.add("forced: against its gate, its approvals or its state; that's kept");
            }
            return new ChangeEffect(summary(), lines, goesDown());
        }

        private String now() {
            if (deployed == null) {
                return "nothing is deployed";
            }
            List<String> parts = new ArrayList<>();
            if (deployed.getFallbackScore() != null) {
                parts.add("everybody gets the fallback score " + deployed.getFallbackScore());
            }
            ModelReference champion = deployed.getChampion();
            parts.add(
                    champion == null
                            ? "there's no champion"
                            : name(champion.getDigest())
                                    + " serves "
                                    + percent(EVERYBODY - arms()));
            for (Arm arm : deployed.getArms()) {
                parts.add(name(arm.getDigest()) + " serves " + percent(arm.getShare()));
            }
            for (ModelReference shadow : deployed.getShadows()) {
                parts.add(name(shadow.getDigest()) + " shadows");
            }
            return "epoch " + deployed.getEpoch() + ", " + String.join(", ", parts);
        }

        private int arms() {
            return deployed == null ? 0 : deployed.getArms().stream().mapToInt(Arm::getShare).sum();
        }

        private String then() {
            String version = version();
            return switch (asked.getAction()) {
                case APPROVE -> version + " may be rolled out, as the plan says";
                case REJECT -> version + " never serves";
                case SHADOW -> version + " scores every event and serves nobody";
                case CANARY -> version + " serves " + percent(share()) + " of the units";
                case PROMOTE ->
                        version
                                + " serves everybody"
                                + champion()
                                        .map(old -> "; a rollback goes back to " + old)
                                        .orElse("");
                case ROLL_BACK -> rolledBack();
                case PAUSE -> "what's on its way keeps its share, and doesn't go on";
                case RESUME -> "its step begins again, and the plan goes on";
                case RETIRE -> version + " is put away";
                case KILL ->
                        "everybody gets the score "
                                + asked.getFallbackScore()
                                + ", no model is asked";
                case REVIVE -> "models answer again as before";
                case RETRAIN, UNKNOWN -> "nothing that's known";
            };
        }

        private String rolledBack() {
            if (deployed == null) {
                return "nothing: nothing is deployed";
            }
            boolean ofChampion =
                    champion().isPresent() && champion().equals(Optional.of(version()));
            if (!ofChampion
                    && (!deployed.getArms().isEmpty() || !deployed.getShadows().isEmpty())) {
                return "what's on its way serves nobody, "
                        + champion().orElse("nobody")
                        + " serves everybody";
            }
            ModelReference previous = deployed.getPreviousChampion();
            return previous == null
                    ? "nothing: there's no previous champion"
                    : name(previous.getDigest()) + " serves everybody again";
        }

        private String affected() {
            return switch (asked.getAction()) {
                case APPROVE, SHADOW, PAUSE, RESUME ->
                        "nobody yet: who is served stays as it is until a step of the rollout";
                case REJECT, RETIRE -> "nobody who is served";
                case CANARY -> percent(share()) + " of the units";
                case ROLL_BACK ->
                        deployed != null && !deployed.getArms().isEmpty() && version().isEmpty()
                                ? percent(arms()) + " of the units"
                                : "everybody, unless only a shadow is on its way";
                default -> "everybody";
            };
        }

        private String summary() {
            String digest = asked.getDigest();
            String version = digest == null ? "" : plainName(digest);
            return switch (asked.getAction()) {
                case APPROVE -> "approving " + version + " lets it be rolled out";
                case PROMOTE -> "promoting " + version + " changes who is served";
                case REVIVE -> "reviving the models changes who is served";
                case RESUME -> "resuming the rollout changes who is served";
                case SHADOW -> "shadowing with " + version + " adds what's scored";
                case CANARY -> "a canary of " + version + " changes who is served";
                default -> "it changes who is served";
            };
        }

        private boolean goesDown() {
            return switch (asked.getAction()) {
                case ROLL_BACK, PAUSE, KILL, REJECT, RETIRE -> true;
                default -> false;
            };
        }

        private int share() {
            Integer share = asked.getShare();
            return share == null ? 0 : share;
        }

        private Optional<String> champion() {
            return Optional.ofNullable(deployed)
                    .map(Deployment::getChampion)
                    .map(champion -> name(champion.getDigest()));
        }

        /** With its state while it isn't served; empty if none is named. */
        private String version() {
            String digest = asked.getDigest();
            if (digest == null) {
                return "";
            }
            return name(digest);
        }

        private String name(String digest) {
            return plainName(digest) + state(digest);
        }

        private String plainName(String digest) {
            return versions.stream()
                    .filter(version -> version.getDigest().equals(digest))
                    .findFirst()
                    .filter(version -> version.getVersion() != null)
                    .map(version -> version.getModel() + "@" + version.getVersion())
                    .orElse(digest.substring(0, Math.min(7, digest.length())));
        }

        private String state(String digest) {
            String state = states.get(digest);
            return state == null || state.equals("CHAMPION") ? "" : " (" + state + ")";
        }
    }
}
