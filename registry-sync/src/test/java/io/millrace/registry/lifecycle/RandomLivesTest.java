package io.millrace.registry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.Deployments;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Whatever comes in whatever order, some things hold. */
class RandomLivesTest {
    private static final int INPUTS = 400;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void invariantsHold(long seed) {
        Set<String> seen = new TreeSet<>();
        for (int life = 0; life < 40; life++) {
            String which = "seed %d, life %d".formatted(seed, life);
            List<Object> inputs = inputs(new Random(seed * 1_000 + life));
            LifeCycleSettings settings = Story.needing(Math.max(0, life % 4 - 1));
            Story once = new Story(settings);
            Story again = new Story(settings);
            Witness witness = new Witness();

            for (Object input : inputs) {
                List<Decision> decisions = tell(once, input);

                witness.watch(which, input, decisions, once.lifeCycle);
                again.restart();
                assertThat(tell(again, input)).as(which).isEqualTo(decisions);
            }
            Story.moves(once.decisions).forEach(move -> seen.add(move.split(" ")[1]));
        }
        assertThat(seen)
                .as("seed %d lives through every state", seed)
                .hasSameSizeAs(VersionState.values());
    }

    private static List<Decision> tell(Story story, Object input) {
        if (input instanceof ModelVersion version) {
            return story.tell(version);
        }
        return input instanceof ModelCommand command
                ? story.tell(command)
                : story.tell((WindowPerformance) input);
    }

    /** Checks what's decided against what was told, by its own books. */
    private static final class Witness {
        long epoch;
        private final Map<Integer, String> states = new HashMap<>();
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Set<String> mayServe = new HashSet<>();
        private final Set<String> rejected = new HashSet<>();
        private final Set<String> answered = new HashSet<>();

        void watch(String which, Object input, List<Decision> decisions, LifeCycle lifeCycle) {
            boolean repeated =
                    input instanceof ModelCommand command
                            && command.getAction() != ModelAction.RETRAIN
                            && !answered.add(command.getCommandId());
            assertThat(repeated && !decisions.isEmpty()).as(which).isFalse();
            for (Decision decision : decisions) {
                if (decision instanceof Decision.Number numbered) {
                    number(which, numbered.version());
                } else if (decision instanceof Decision.Tell told) {
                    event(which, told.event());
                }
            }
            for (Decision decision : decisions) {
                if (decision instanceof Decision.Deploy deployed) {
                    deployment(which, deployed.deployment());
                }
            }
            assertThat(states.values().stream().filter("CHAMPION"::equals).count())
                    .as(which)
                    .isLessThanOrEqualTo(1);
            assertThat(
                            states.values().stream()
                                    .filter(s -> VersionState.valueOf(s).isInRollout())
                                    .count())
                    .as(which)
                    .isLessThanOrEqualTo(1);
            assertThat(lifeCycle.epoch()).as(which).isEqualTo(epoch);
            lifeCycle
                    .versions()
                    .forEach(
                            version ->
                                    assertThat(version.state().name())
                                            .as(which)
                                            .isEqualTo(states.get(version.number())));
        }

        private void number(String which, ModelVersion version) {
            Integer known = numbers.putIfAbsent(version.getDigest(), version.getVersion());
            assertThat(version.getVersion())
                    .as(which)
                    .isEqualTo(known == null ? numbers.size() : known);
        }

        private void event(String which, ModelEvent event) {
            if (event.getState() == null) {
                return;
            }
            states.put(event.getVersion(), event.getState());
            if (event.getState().equals("VALIDATED") || event.getState().equals("APPROVED")) {
                mayServe.add(event.getDigest());
            }
            if (event.getState().equals("REJECTED")) {
                rejected.add(event.getDigest());
            }
            assertThat(event.getReason()).as(which).isNotEmpty();
        }

        private void deployment(String which, Deployment deployment) {
            assertThat(deployment.getEpoch()).as(which).isEqualTo(epoch + 1);
            epoch = deployment.getEpoch();
            assertThat(Deployments.problems(deployment)).as(which).isEmpty();
            Set<String> named = Deployments.digests(deployment);
            assertThat(mayServe).as(which).containsAll(named);
            assertThat(named).as(which).noneMatch(rejected::contains);
            boolean rolling = !deployment.getArms().isEmpty() || !deployment.getShadows().isEmpty();
            assertThat(rolling && deployment.getChampion() == null).as(which).isFalse();
            if (rolling) {
                String champion = deployment.getChampion().getDigest();
                assertThat(deployment.getArms())
                        .as(which)
                        .noneMatch(a -> a.getDigest().equals(champion));
            }
        }
    }

    private static List<Object> inputs(Random random) {
        Story story = new Story();
        List<Object> inputs = new ArrayList<>();
        long time = 0;
        int trained = 0;
        for (int i = 0; i < INPUTS; i++) {
            int kind = random.nextInt(10);
            if (kind == 0) {
                trained += random.nextInt(4) == 0 ? 0 : 1;
                inputs.add(version(random, "m" + trained, time));
            } else if (kind == 1) {
                inputs.add(command(random, story, trained, i));
            } else {
                time += random.nextInt(3) == 0 ? random.nextInt(40) : 0;
                inputs.add(report(random, trained, time));
            }
        }
        return inputs;
    }

    private static ModelVersion version(Random random, String artifact, long time) {
        ModelVersion version =
                switch (random.nextInt(8)) {
                    case 0 -> Story.failed(artifact, time);
                    case 1 -> Story.version(artifact, time, null);
                    default -> Story.passed(artifact, time);
                };
        if (random.nextInt(10) == 0) {
            version.setFingerprint("another");
        }
        return version;
    }

    private static ModelCommand command(Random random, Story story, int trained, int i) {
        ModelAction[] actions = ModelAction.values();
        ModelAction action = actions[random.nextInt(actions.length)];
        ModelCommand command =
                story.command(action, random.nextInt(4) == 0 ? null : random.nextInt(trained + 2));
        command.setCommandId("c" + random.nextInt(10 + i));
        command.setActor(random.nextBoolean() ? "ada" : "ben");
        command.setIssuedAt(random.nextBoolean() ? Instant.ofEpochMilli(i * 10L) : null);
        command.setExpectedEpoch(random.nextInt(4) == 0 ? (long) random.nextInt(20) : null);
        command.setEffectiveFrom(
                random.nextInt(4) == 0 ? Instant.ofEpochMilli(random.nextInt(5000)) : null);
        return command;
    }

    private static WindowPerformance report(Random random, int trained, long time) {
        Role[] roles = {Role.CHAMPION, Role.CANARY, Role.SHADOW};
        String artifact = "m" + Math.max(0, trained - random.nextInt(3));
        WindowPerformance report =
                Story.report(
                        artifact,
                        roles[random.nextInt(3)],
                        time - time % 50,
                        random.nextInt(300),
                        random.nextInt(5) == 0 ? null : 0.8 + random.nextInt(3) * 0.015);
        report.setRevision(1 + random.nextInt(3));
        report.setAsOf(Instant.ofEpochMilli(time));
        return report;
    }
}
