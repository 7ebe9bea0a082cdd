package io.millrace.jobs.examples.cardfraud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class PaceTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = 24 * HOUR;

    /** A clock on which ten seconds pass between two looks. */
    private final AtomicLong clock = new AtomicLong();

    private final AtomicLong signs = new AtomicLong();
    private final Pace pace = new Pace(0, () -> clock.getAndAdd(10_000_000_000L));

    @Test
    void letsThePaymentsGoThirtyHoursAheadOfTheAnswers() {
        assertThat(mayGo(30 * HOUR)).isTrue();
        assertThat(mayGo(30 * HOUR + 1)).isFalse();

        pace.answered(HOUR);
        assertThat(mayGo(31 * HOUR)).isTrue();
    }

    @Test
    void goesOnWhenTheAnswerComes() {
        AtomicLong asked = new AtomicLong();

        pace.await(
                31 * HOUR,
                () -> {
                    if (asked.incrementAndGet() == 3) {
                        pace.answered(HOUR);
                    }
                    return false;
                },
                signs::incrementAndGet);

        assertThat(asked).hasValue(3);
    }

    @Test
    void holdsThemThirtySixHoursAheadOfTheNewestExample() {
        pace.answered(40 * DAY);

        assertThat(mayGo(36 * HOUR)).isTrue();
        assertThat(mayGo(36 * HOUR + 1)).isFalse();
    }

    @Test
    void holdsThemFiftyFourHoursAfterATrainingWasAskedForUntilItIsSettled() {
        pace.answered(40 * DAY);
        pace.labelled(40 * DAY);
        pace.asked("one", 10 * DAY);
        pace.asked("two", 12 * DAY);
        assertThat(mayGo(10 * DAY + 54 * HOUR)).isTrue();
        assertThat(mayGo(10 * DAY + 54 * HOUR + 1)).isFalse();

        pace.settled("one");
        assertThat(mayGo(12 * DAY + 54 * HOUR)).isTrue();
        assertThat(mayGo(12 * DAY + 54 * HOUR + 1)).isFalse();

        pace.settled("two");
        assertThat(mayGo(40 * DAY)).isTrue();
    }

    @Test
    void holdsThemSixtyHoursAheadOfTheNewestReportOnceThereIsOne() {
        pace.answered(40 * DAY);
        pace.labelled(40 * DAY);
        assertThat(mayGo(40 * DAY)).isTrue();

        pace.reported(9 * DAY);
        pace.reported(8 * DAY);

        assertThat(mayGo(9 * DAY + 60 * HOUR)).isTrue();
        assertThat(mayGo(9 * DAY + 60 * HOUR + 1)).isFalse();
    }

    @Test
    void waitsNoLongerThanAMinuteAndThenNeverAgain() {
        assertThat(pace.await(9 * DAY, () -> false, signs::incrementAndGet))
                .isEqualTo(60_000_000_000L);
        assertThat(signs).as("every ten seconds").hasValue(6);

        assertThat(pace.await(99 * DAY, () -> false, signs::incrementAndGet)).isZero();
    }

    /** Asked once; a user who wants an end needn't wait. */
    private boolean mayGo(long time) {
        AtomicLong asked = new AtomicLong();
        pace.await(time, () -> asked.incrementAndGet() > 0, signs::incrementAndGet);
        return asked.get() == 0;
    }
}
