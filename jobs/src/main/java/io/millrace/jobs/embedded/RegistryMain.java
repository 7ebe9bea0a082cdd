package io.millrace.jobs.embedded;

import sun.misc.Signal;
import sun.misc.SignalHandler;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/**
 * Runs in the registry's process, before the registry: when the process that has started it ends,
 * in whatever way, so does this one. Its standard input is a pipe from there, which the operating
 * system then closes. What the registry knows is on disk with each answer that it gives, so that it
 * can stop at any time.
 *
 * <p>Ctrl-C reaches all processes of a terminal. This one leaves it to its parent to say when,
 * since jobs need the registry until they have stopped.
 *
 * <p>Uses nothing but the JDK, since the registry's class path is its own.
 */
final class RegistryMain {
    private RegistryMain() {}

    /**
     * @param arguments the registry's main class
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        Thread watch = new Thread(RegistryMain::haltWithParent, "halt-with-parent");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(arguments[0])
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the registry has failed", e.getCause());
        }
    }

    private static void haltWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever sent.
            }
        } catch (IOException e) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(0);
    }
}
