package io.millrace.drift.compare;

import java.util.List;

/** Tests of one feature of a window that are made, and wait for those of the others. */
public final class TestsOfFeature {
    final List<Finding> findings;

    TestsOfFeature(List<Finding> findings) {
        this.findings = List.copyOf(findings);
    }
}
