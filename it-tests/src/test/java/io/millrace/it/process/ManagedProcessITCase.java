package io.millrace.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

class ManagedProcessITCase {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern CHILD = Pattern.compile("child=(\\d+)");

    private final Path folder = Folders.empty("managed-process");

    @Test
    void endsTogetherWithAParentThatIsKilled() {
        try (ManagedProcess parent = start("parent", folder.resolve("child.log").toString())) {
            parent.awaitLog("alive", SOON);
            var said = CHILD.matcher(parent.log());
            assertThat(said.find()).isTrue();
            ProcessHandle child = ProcessHandle.of(Long.parseLong(said.group(1))).orElseThrow();
            assertThat(child.isAlive()).isTrue();

            parent.kill9();

            Await.until("the child to end", SOON, () -> !child.isAlive(), parent::logTail);
        }
    }

    @Test
    void freezesAndThaws() {
        try (ManagedProcess process = start("frozen")) {
            process.awaitLog("alive", SOON);

            process.freeze();
            Await.until("T", SOON, () -> state(process) == 'T', () -> "" + state(process));

            process.thaw();
            Await.until("S", SOON, () -> state(process) != 'T', () -> "" + state(process));
            process.stop();
            assertThat(process.isAlive()).isFalse();
        }
    }

    @Test
    void saysWhatAProcessPrintedWhenItEndsTooSoon() {
        var command = new JavaCommand(List.of(), ".", "no.such.Main", List.of());
        ManagedProcess process =
                ManagedProcess.start("broken", command, Map.of(), folder.resolve("broken.log"));

        assertThatThrownBy(() -> process.awaitLog("ready", SOON))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken ended with 1 before it was ready")
                .hasMessageContaining("ClassNotFoundException: no.such.Main");
    }

    private ManagedProcess start(String name, String... arguments) {
        var command =
                new JavaCommand(
                        List.of("-Dmillrace.it.run=" + folder.resolve("nested")),
                        System.getProperty("java.class.path"),
                        StartsAChild.class.getName(),
                        List.of(arguments));
        return ManagedProcess.start(name, command, Map.of(), folder.resolve(name + ".log"));
    }

    /** The state of a process as the kernel tells it: T is stopped by a signal. */
    private static char state(ManagedProcess process) {
        String stat = Folders.read(Path.of("/proc/%d/stat".formatted(process.pid())));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }
}
