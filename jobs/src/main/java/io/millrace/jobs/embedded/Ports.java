package io.millrace.jobs.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Ports of the loopback address. */
final class Ports {
    private static final int LAST = 65_535;

    /**
     * Free ports are looked for here, and not where the system gives ports to whoever asks for any
     * (from 32768 or 49152 on): there, a connection that's opened between our look at a port and
     * its use by a server may get the same one.
     */
    private static final int FIRST_FREE = 10_000;

    private static final int END_OF_FREE = 32_000;
    private static final int LOOKS = 100;

    private Ports() {}

    /**
     * The port itself if nothing listens there.
     *
     * @param port 0 for any free one
     * @param what it is for, such as {@code Kafka}
     * @param option by which a user chooses another
     * @throws EnvironmentException if it's taken
     */
    static int claim(int port, String what, String option) {
        if (port < 0 || port > LAST) {
            throw new EnvironmentException(
                    "port %d for %s is out of range; %s takes 1 to %d"
                            .formatted(port, what, option, LAST));
        }
        try {
            return port == 0 ? anyFree() : tryToBind(port);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "port %d for %s can't be used (%s); stop what uses it, or choose another with %s"
                            .formatted(port, what, e.getMessage(), option),
                    e);
        }
    }

    /** The port if nothing listens there, or else any free one. */
    static int prefer(int port, String what, String option) {
        try {
            return tryToBind(port);
        } catch (IOException e) {
            return claim(0, what, option);
        }
    }

    /** Whether something failed since somebody else listens on its port. */
    static boolean isTaken(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(BindException.class::isInstance);
    }

    private static int anyFree() throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            try {
                return tryToBind(ThreadLocalRandom.current().nextInt(FIRST_FREE, END_OF_FREE));
            } catch (BindException e) {
                // There are others.
            }
        }
        return tryToBind(0);
    }

    private static int tryToBind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections of an earlier run that are still being wound up don't count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        }
    }
}
