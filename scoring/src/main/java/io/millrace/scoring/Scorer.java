package io.millrace.scoring;

import io.millrace.schemas.event.*;

public final class Scorer {
    public static Scorer of(ModelArtifact a, RowType f) throws ArtifactRefusedException {
        throw new ArtifactRefusedException("stub");
    }

    public double score(Row r) {
        return 0;
    }

    public boolean decide(double s) {
        return false;
    }

    public double threshold() {
        return 0.5;
    }
}
