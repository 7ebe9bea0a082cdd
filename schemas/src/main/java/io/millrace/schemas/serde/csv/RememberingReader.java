package io.millrace.schemas.serde.csv;

import java.io.IOException;
import java.io.Reader;

/**
 * Keeps the text that was read from it, until it's told to forget: a parser says where a record
 * begins, but not where its cells do.
 */
final class RememberingReader extends Reader {
    private final Reader in;
    private final StringBuilder text = new StringBuilder();
    private long forgotten;

    RememberingReader(Reader in) {
        this.in = in;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            text.append(buffer, offset, count);
        }
        return count;
    }

    /** Forgets what stands before a position, counted in characters from the start. */
    void forgetBefore(long position) {
        text.delete(0, Math.toIntExact(position - forgotten));
        forgotten = position;
    }

    /** What has been read and not been forgotten. */
    CharSequence remembered() {
        return text;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
