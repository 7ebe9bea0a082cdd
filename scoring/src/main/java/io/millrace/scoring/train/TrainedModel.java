package io.millrace.scoring.train;

import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.metrics.Evaluation;

/**
 * What a training made.
 *
 * @param artifact fitted on the older rows alone
 * @param holdout how it scores the newest rows, which it has never seen
 * @param trainedRows how many rows it was fitted on
 */
public record TrainedModel(ModelArtifact artifact, Evaluation holdout, int trainedRows) {}
