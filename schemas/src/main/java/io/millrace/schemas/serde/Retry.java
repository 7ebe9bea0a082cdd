package io.millrace.schemas.serde;

import java.io.IOException;

/** Asks the registry until it answers, a bounded number of times. */
final class Retry {
    private final Backoff backoff;
    private final String urls;

    /** A question; an IOException says that it's worth asking again. */
    interface Question<T> {
        T ask() throws IOException;
    }

    /**
     * @param urls for the message
     */
    Retry(Backoff backoff, String urls) {
        this.backoff = backoff;
        this.urls = urls;
    }

    /**
     * @param what is asked for, as it should stand in the message
     * @throws RegistryUnavailableException if the last attempt failed, or the thread was
     *     interrupted
     */
    <T> T answer(String what, Question<T> question) {
        for (int attempt = 1; ; attempt++) {
            try {
                return question.ask();
            } catch (IOException e) {
                if (attempt == backoff.attempts()) {
                    throw new RegistryUnavailableException(message(what, attempt, e), e);
                }
            }
            pause(what, attempt);
        }
    }

    private void pause(String what, int attempt) {
        try {
            Thread.sleep(backoff.after(attempt).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException(
                    "interrupted while asking the schema registry (" + urls + ") for " + what, e);
        }
    }

    private String message(String what, int attempts, IOException last) {
        return "the schema registry ("
                + urls
                + ") gave no answer about "
                + what
                + " in "
                + attempts
                + " attempts, the last: "
                + last
                + "; check that it runs and is reachable from here";
    }
}
