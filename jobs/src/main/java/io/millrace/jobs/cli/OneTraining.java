package io.millrace.jobs.cli;

import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.train.Candidate;
import io.millrace.scoring.train.ModelCard;

import java.util.Map;

/**
 * What was trained in this process.
 *
 * @param settings that were asked for
 * @param trigger what a trigger would have said
 * @param descriptions of features in words, by name; of some, or none
 */
record OneTraining(
        Candidate candidate,
        Model settings,
        RetrainTrigger trigger,
        Map<String, String> descriptions) {

    OneTraining {
        descriptions = Map.copyOf(descriptions);
    }

    ModelCard card() {
        return ModelCard.of(candidate, settings, descriptions);
    }
}
