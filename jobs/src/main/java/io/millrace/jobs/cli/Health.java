package io.millrace.jobs.cli;

import java.util.ArrayList;
import java.util.List;

/** What was looked at, and how it is. */
final class Health {
    private final Table table = Table.of("checks", "part", "name", "state", "detail");
    private final List<String> degraded = new ArrayList<>();

    void good(String part, String name, String detail) {
        table.add(part, name, "ok", detail);
    }

    void bad(String part, String name, String detail) {
        table.add(part, name, "DEGRADED", detail);
        degraded.add(part + " " + name + " (" + detail + ")");
    }

    void add(boolean isGood, String part, String name, String detail) {
        if (isGood) {
            good(part, name, detail);
        } else {
            bad(part, name, detail);
        }
    }

    boolean isGood() {
        return degraded.isEmpty();
    }

    /** {@code ok}, or {@code DEGRADED} with what is. */
    String verdict() {
        return isGood() ? "ok" : "DEGRADED: " + String.join("; ", degraded);
    }

    Table table() {
        return table;
    }
}
