package io.millrace.jobs.types;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;

import java.util.concurrent.RejectedExecutionException;

/**
 * How another thread hands something to an operator's own: that thread touches nothing of the
 * operator but this. What comes after the task's end is dropped; it's done again after a restart.
 */
public final class TaskMailbox {
    private final MailboxExecutor mailbox;
    private volatile boolean closed;

    public TaskMailbox(MailboxExecutor mailbox) {
        this.mailbox = mailbox;
    }

    /**
     * Has something done on the operator's thread. From any thread.
     *
     * @param what it is, for the one who reads a stack trace
     */
    public void hand(ThrowingRunnable<Exception> mail, String what) {
        if (!closed) {
            try {
                mailbox.execute(mail, what);
            } catch (RejectedExecutionException e) {
                closed = true; // the task is over
            }
        }
    }

    /** On the operator's thread: waits for a mail, and does it. */
    public void takeOne() throws InterruptedException {
        mailbox.yield();
    }

    /** Nothing is done any more. */
    public void close() {
        closed = true;
    }
}
