package io.millrace.jobs.cli;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import java.util.Locale;
import java.util.function.LongSupplier;

/** How far long work has come: a bar on a terminal, a line now and then elsewhere. */
public interface Progress extends AutoCloseable {

    /**
     * @param rows done so far
     * @param detail such as the event time
     */
    void at(long rows, String detail);

    @Override
    void close();

    /**
     * What fits the session.
     *
     * @param rows all of them; -1 if nobody knows
     */
    static Progress of(Session session, String task, long rows) {
        if (session.options().quiet) {
            return new Silent();
        }
        return session.terminals().contains("err")
                ? new Bar(session, task, rows)
                : new Lines(session, task, rows, System::nanoTime);
    }

    /** Nothing at all. */
    record Silent() implements Progress {
        @Override
        public void at(long rows, String detail) {}

        @Override
        public void close() {}
    }

    /** One line that's written over and over. */
    final class Bar implements Progress {
        private static final int WIDTH = 110;
        private static final int MILLIS_BETWEEN = 200;

        private final Session session;
        private final ProgressBar bar;

        Bar(Session session, String task, long rows) {
            this.session = session;
            this.bar =
                    new ProgressBarBuilder()
                            .setTaskName(task)
                            .setInitialMax(rows)
                            .setUpdateIntervalMillis(MILLIS_BETWEEN)
                            .setStyle(ProgressBarStyle.ASCII)
                            .showSpeed()
                            .setConsumer(new DelegatingProgressBarConsumer(this::write, WIDTH))
                            .build();
        }

        private void write(String line) {
            session.err().print("\r" + line);
            session.err().flush();
        }

        @Override
        public void at(long rows, String detail) {
            bar.stepTo(rows);
            bar.setExtraMessage(detail);
        }

        @Override
        public void close() {
            bar.close();
            session.err().println();
            session.err().flush();
        }
    }

    /** A line every five seconds. */
    final class Lines implements Progress {
        private static final long NANOS_BETWEEN = 5_000_000_000L;

        private final Session session;
        private final String task;
        private final long all;
        private final LongSupplier nanoTime;
        private long last;

        Lines(Session session, String task, long all, LongSupplier nanoTime) {
            this.session = session;
            this.task = task;
            this.all = all;
            this.nanoTime = nanoTime;
            this.last = nanoTime.getAsLong();
        }

        @Override
        public void at(long rows, String detail) {
            long now = nanoTime.getAsLong();
            if (now - last >= NANOS_BETWEEN) {
                last = now;
                String of = all < 0 ? "" : String.format(Locale.ROOT, " of %,d", all);
                session.progress(
                        String.format(Locale.ROOT, "%s %,d%s  %s", task, rows, of, detail));
            }
        }

        @Override
        public void close() {}
    }
}
