package io.millrace.jobs.train;

import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.schemas.event.RowType;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.train.Candidate;
import io.millrace.scoring.train.ExampleSet;

/** What drift is measured against once a candidate serves. */
public final class TrainingProfile {
    private TrainingProfile() {}

    /** Of what it was fitted on, with the scores that it gives there. */
    public static byte[] of(Candidate candidate) {
        RowType features = candidate.examples().features();
        try {
            Scorer scorer = Scorer.of(candidate.trained().artifact(), features);
            ProfileBuilder builder = ReferenceProfile.builder(features);
            for (ExampleSet.Example example : candidate.trainingExamples()) {
                builder.add(example.features(), scorer.score(example.features()));
            }
            return builder.build().toBytes();
        } catch (ArtifactRefusedException e) {
            throw new IllegalStateException("a model that was just compiled can't be loaded", e);
        }
    }
}
