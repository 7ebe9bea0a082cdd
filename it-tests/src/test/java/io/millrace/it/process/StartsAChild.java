package io.millrace.it.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A JVM that starts another one and says its id, for tests of who outlives whom. */
final class StartsAChild {

    private StartsAChild() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            var command =
                    new JavaCommand(
                            List.of(),
                            System.getProperty("java.class.path"),
                            StartsAChild.class.getName(),
                            List.of());
            Path log = Path.of(arguments[0]);
            ManagedProcess child = ManagedProcess.start("child", command, Map.of(), log);
            child.awaitLog("alive", java.time.Duration.ofSeconds(60));
            System.out.println("child=" + child.pid());
        }
        System.out.println("alive");
        while (true) {
            LockSupport.park();
        }
    }
}
