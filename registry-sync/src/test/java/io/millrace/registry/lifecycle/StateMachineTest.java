package io.millrace.registry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Random commands against a small model of what the README says about them, with a restart after
 * each. No performance comes, so that only persons and gates move versions.
 */
class StateMachineTest {
    private static final int INPUTS = 300;
    private static final Set<String> ON_ITS_WAY = Set.of("SHADOW", "CANARY", "PAUSED");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void followsCommandsAsItsModelDoes(long seed) {
        for (int life = 0; life < 10; life++) {
            Random random = new Random(seed * 100 + life);
            int approvals = life % 2;
            Story story = new Story(Story.needing(approvals));
            Book book = new Book(approvals);
            Map<String, Integer> followed = new TreeMap<>();
            for (int i = 0; i < INPUTS; i++) {
                String which = "seed %d, life %d, input %d".formatted(seed, life, i);
                if (random.nextInt(6) == 0) {
                    publish(story, book, random, book.states.size() + 1);
                } else {
                    ModelCommand command = command(story, book, random);
                    boolean expected = book.follow(command);
                    List<Decision> decisions = story.tell(command);
                    which += " " + command.getAction() + " " + command.getVersion();
                    assertThat(Story.refusals(decisions).isEmpty())
                            .as(which + " " + decisions)
                            .isEqualTo(expected);
                    followed.merge(command.getAction() + " " + expected, 1, Integer::sum);
                }
                story.restart();
                check(which, story, book);
            }
            assertThat(followed).as("seed " + seed + " " + followed).hasSizeGreaterThan(15);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void secondWriterGoesOnFromTheDeploymentsOfTheFirst(long seed) {
        Random random = new Random(seed);
        Story first = new Story();
        Story second = new Story();
        Book book = new Book(0);
        for (int i = 0; i < INPUTS; i++) {
            List<Decision> decisions;
            if (random.nextInt(6) == 0) {
                decisions = publish(first, book, random, book.states.size() + 1);
            } else {
                ModelCommand command = command(first, book, random);
                book.follow(command);
                decisions = first.tell(command);
            }
            for (Decision decision : decisions) {
                if (decision instanceof Decision.Number numbered) {
                    second.tell(numbered.version());
                }
            }
            first.deployments().forEach(second.lifeCycle::adopt);

            String which = "seed %d, input %d".formatted(seed, i);
            assertThat(second.lifeCycle.epoch())
                    .as(which)
                    .isGreaterThanOrEqualTo(first.lifeCycle.epoch());
        }
        Deployment newest = first.deployment();
        second.lifeCycle.adopt(
                Deployment.newBuilder(newest).setEpoch(newest.getEpoch() + 1_000).build());
        assertThat(second.lifeCycle.champion().map(KnownVersion::digest))
                .isEqualTo(first.lifeCycle.champion().map(KnownVersion::digest));
        ModelCommand late = second.command(ModelAction.KILL, null);
        late.setExpectedEpoch(newest.getEpoch());
        late.setFallbackScore(0.123);
        assertThat(Story.refusals(second.tell(late)).get(0)).contains("expects epoch");
        late.setCommandId("again");
        late.setExpectedEpoch(newest.getEpoch() + 1_000);
        assertThat(Story.refusals(second.tell(late))).isEmpty();
        assertThat(second.deployment().getEpoch()).isEqualTo(newest.getEpoch() + 1_001);
    }

    private static List<Decision> publish(Story story, Book book, Random random, int number) {
        String artifact = "m" + number;
        return switch (random.nextInt(4)) {
            case 0 -> {
                book.states.put(number, "REGISTERED");
                yield story.tell(Story.version(artifact, 0L, null));
            }
            case 1 -> {
                book.states.put(number, "REJECTED");
                yield story.tell(Story.failed(artifact, 0));
            }
            default -> {
                book.states.put(number, "VALIDATED");
                book.startNext();
                yield story.tell(Story.passed(artifact, 0));
            }
        };
    }

    private static ModelCommand command(Story story, Book book, Random random) {
        ModelAction[] actions = ModelAction.values();
        ModelAction action = actions[1 + random.nextInt(actions.length - 2)];
        boolean named = random.nextInt(5) > 0;
        int newest = book.states.size() + 1;
        ModelCommand command =
                story.command(
                        action,
                        named ? Math.max(1, newest - random.nextInt(Math.min(newest, 6))) : null);
        command.setActor(random.nextBoolean() ? "ada" : "ben");
        command.setFallbackScore(random.nextInt(2) / 2.0);
        command.setForced(action == ModelAction.PROMOTE && random.nextInt(4) == 0);
        if (random.nextInt(4) == 0) {
            command.setExpectedEpoch((long) book.epoch - random.nextInt(2));
        }
        return command;
    }

    private static void check(String which, Story story, Book book) {
        Map<Integer, String> states = new TreeMap<>();
        story.lifeCycle.versions().forEach(v -> states.put(v.number(), v.state().name()));
        assertThat(states).as(which).isEqualTo(book.states);
        assertThat(story.lifeCycle.epoch()).as(which).isEqualTo(book.epoch);
        if (book.epoch == 0) {
            return;
        }
        Deployment deployed = story.deployment();
        assertThat(number(deployed.getChampion())).as(which).isEqualTo(book.champion);
        assertThat(number(deployed.getPreviousChampion())).as(which).isEqualTo(book.previous);
        assertThat(deployed.getFallbackScore()).as(which).isEqualTo(book.fallback);
        assertThat(deployed.getArms().size() + deployed.getShadows().size())
                .as(which)
                .isEqualTo(book.running() == null ? 0 : 1);
    }

    private static @Nullable Integer number(@Nullable ModelReference reference) {
        return reference == null ? null : reference.getVersion();
    }

    /** The model: states by number, and who is what. */
    private static final class Book {
        final Map<Integer, String> states = new TreeMap<>();
        private final Map<Integer, Set<String>> approvals = new TreeMap<>();
        private final int needed;
        int epoch;
        @Nullable Integer champion;
        @Nullable Integer previous;
        @Nullable Double fallback;
        private String beforePause = "";

        Book(int needed) {
            this.needed = needed;
        }

        @Nullable Integer running() {
            return states.entrySet().stream()
                    .filter(e -> ON_ITS_WAY.contains(e.getValue()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
        }

        private boolean isApproved(int number) {
            return approvals.getOrDefault(number, Set.of()).size() >= needed;
        }

        /** The newest that waits goes first, and the older ones go away. */
        void startNext() {
            if (running() != null || fallback != null) {
                return;
            }
            List<Integer> waiting = new ArrayList<>();
            states.forEach(
                    (number, state) -> {
                        if (Set.of("VALIDATED", "APPROVED").contains(state) && isApproved(number)) {
                            waiting.add(number);
                        }
                    });
            if (waiting.isEmpty()) {
                return;
            }
            int newest = waiting.remove(waiting.size() - 1);
            waiting.forEach(older -> states.put(older, "RETIRED"));
            epoch++;
            if (champion == null) {
                champion = newest;
                states.put(newest, "CHAMPION");
            } else {
                states.put(newest, "SHADOW");
                beforePause = "SHADOW";
                isHeld = false;
            }
        }

        private boolean isHeld;

        /** Whether it's followed. */
        boolean follow(ModelCommand command) {
            Long expected = command.getExpectedEpoch();
            if (expected != null && expected != epoch) {
                return false;
            }
            Integer number = command.getVersion();
            if (number != null && !states.containsKey(number) && namesAVersion(command)) {
                return false;
            }
            return switch (command.getAction()) {
                case KILL -> kill(command.getFallbackScore());
                case REVIVE -> revive();
                case ROLL_BACK -> rollBack(number);
                case PAUSE, RESUME -> hold(command.getAction(), number);
                default -> number != null && ofVersion(command, number);
            };
        }

        /** The switch is about the model as a whole, whatever it names. */
        private static boolean namesAVersion(ModelCommand command) {
            return command.getAction() != ModelAction.KILL
                    && command.getAction() != ModelAction.REVIVE
                    && command.getAction() != ModelAction.PAUSE
                    && command.getAction() != ModelAction.RESUME;
        }

        private boolean kill(@Nullable Double score) {
            if (score == null || score.equals(fallback)) {
                return false;
            }
            fallback = score;
            epoch++;
            return true;
        }

        private boolean revive() {
            if (fallback == null) {
                return false;
            }
            fallback = null;
            epoch++;
            startNext();
            return true;
        }

        private boolean hold(ModelAction action, @Nullable Integer number) {
            Integer running = running();
            if (running == null || number != null && !number.equals(running)) {
                return false;
            }
            boolean pause = action == ModelAction.PAUSE;
            if (isHeld == pause) {
                return false;
            }
            isHeld = pause;
            states.put(running, pause ? "PAUSED" : beforePause);
            return true;
        }

        private boolean rollBack(@Nullable Integer number) {
            Integer running = running();
            if (running != null && (number == null || number.equals(running))) {
                states.put(running, "ROLLED_BACK");
            } else if ((number == null || number.equals(champion)) && previous != null) {
                if (running != null) {
                    states.put(running, "ROLLED_BACK");
                }
                if (champion != null) {
                    states.put(champion, "ROLLED_BACK");
                }
                champion = previous;
                states.put(previous, "CHAMPION");
                previous = null;
            } else {
                return false;
            }
            epoch++;
            startNext();
            return true;
        }

        private boolean ofVersion(ModelCommand command, int number) {
            String state = states.getOrDefault(number, "");
            boolean done =
                    switch (command.getAction()) {
                        case APPROVE -> approve(command, number, state);
                        case REJECT ->
                                put(number, "REJECTED", state, "REGISTERED VALIDATED APPROVED");
                        case RETIRE ->
                                !Integer.valueOf(number).equals(previous)
                                        && put(
                                                number,
                                                "ARCHIVED",
                                                state,
                                                "REGISTERED VALIDATED APPROVED REJECTED RETIRED"
                                                        + " ROLLED_BACK");
                        case PROMOTE -> promote(command, number, state);
                        case SHADOW, CANARY -> place(command, number, state);
                        default -> false;
                    };
            if (done && Set.of("REJECTED", "ARCHIVED").contains(states.get(number))) {
                approvals.remove(number);
            }
            return done;
        }

        private boolean put(int number, String next, String state, String allowed) {
            if (!Set.of(allowed.split(" ")).contains(state)) {
                return false;
            }
            states.put(number, next);
            return true;
        }

        private boolean approve(ModelCommand command, int number, String state) {
            Set<String> known = approvals.computeIfAbsent(number, n -> new HashSet<>());
            boolean first = state.equals("REGISTERED");
            boolean allowed =
                    first
                            || needed > 0
                                    && (ON_ITS_WAY.contains(state)
                                            || Set.of("VALIDATED", "APPROVED").contains(state));
            if (!allowed || !first && known.contains(command.getActor())) {
                return false;
            }
            known.add(command.getActor());
            if (!ON_ITS_WAY.contains(state)) {
                states.put(number, needed > 0 ? "APPROVED" : "VALIDATED");
            }
            startNext();
            return true;
        }

        private boolean promote(ModelCommand command, int number, String state) {
            boolean ready =
                    isApproved(number)
                            && (ON_ITS_WAY.contains(state)
                                    || Set.of("VALIDATED", "APPROVED", "RETIRED", "ROLLED_BACK")
                                            .contains(state));
            if (state.equals("CHAMPION") || !ready && !command.getForced()) {
                return false;
            }
            Integer running = running();
            if (running != null && running != number) {
                states.put(running, "ROLLED_BACK");
            }
            if (champion != null) {
                states.put(champion, "RETIRED");
            }
            previous = champion;
            champion = number;
            states.put(number, "CHAMPION");
            epoch++;
            startNext();
            return true;
        }

        private boolean place(ModelCommand command, int number, String state) {
            Integer running = running();
            boolean ready =
                    isApproved(number)
                            && (ON_ITS_WAY.contains(state)
                                    || Set.of("VALIDATED", "APPROVED", "RETIRED", "ROLLED_BACK")
                                            .contains(state));
            if (!ready || champion == null || running != null && running != number) {
                return false;
            }
            beforePause = command.getAction().name();
            states.put(number, beforePause);
            isHeld = true;
            epoch++;
            return true;
        }
    }
}
