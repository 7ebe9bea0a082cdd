package io.millrace.drift.compare;

/** What a test says, the mildest first. */
public enum Verdict {
    /** Too few rows to say anything. */
    UNKNOWN,
    OK,
    WARNING,
    ALERT;

    public boolean isDrift() {
        return this == WARNING || this == ALERT;
    }

    public Verdict worse(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
