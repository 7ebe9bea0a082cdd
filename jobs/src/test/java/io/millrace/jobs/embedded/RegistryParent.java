package io.millrace.jobs.embedded;

import java.nio.file.Path;

/** Starts a registry, says its process id, and then waits to be killed. */
final class RegistryParent {
    private RegistryParent() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path data = Path.of(arguments[0]);
        RegistryProcess registry = RegistryProcess.start(Children.registry(), data, data, 0);
        System.out.println("pid=" + registry.pid());
        Thread.currentThread().join();
    }
}
