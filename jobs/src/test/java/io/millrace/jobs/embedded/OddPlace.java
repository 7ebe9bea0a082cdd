package io.millrace.jobs.embedded;

import java.util.Locale;
import java.util.TimeZone;

/**
 * A place with a dotless i, with other digits and with a time zone off the hour. None of that may
 * matter to what a program says to another.
 */
final class OddPlace implements AutoCloseable {
    private final Locale localeBefore = Locale.getDefault();
    private final TimeZone zoneBefore = TimeZone.getDefault();

    OddPlace() {
        Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
    }

    @Override
    public void close() {
        Locale.setDefault(localeBefore);
        TimeZone.setDefault(zoneBefore);
    }
}
