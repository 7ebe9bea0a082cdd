package io.millrace.it.process;

/**
 * A Java agent that halts its JVM when another process has ended, so that nothing outlives the JVM
 * of the tests, not even when that one is killed with {@code kill -9}. (A frozen process can't look
 * and so stays.)
 */
public final class EndsWithParent {

    private static final int AS_IF_KILLED = 137;

    private EndsWithParent() {}

    /**
     * Called by the JVM before {@code main}.
     *
     * @param parent the id of the process to end with
     */
    public static void premain(String parent) {
        ProcessHandle.of(Long.parseLong(parent))
                .ifPresentOrElse(
                        handle -> handle.onExit().thenRun(EndsWithParent::halt),
                        EndsWithParent::halt);
    }

    private static void halt() {
        Runtime.getRuntime().halt(AS_IF_KILLED);
    }
}
