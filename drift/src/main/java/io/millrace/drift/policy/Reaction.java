package io.millrace.drift.policy;

import io.millrace.drift.change.DetectedChange;

import java.util.Optional;

/**
 * What a {@link RetrainPolicy} answers to one input.
 *
 * @param change that the champion errs more than it did: to be raised as an alert, at once
 * @param decision that a training is asked for
 */
public record Reaction(Optional<DetectedChange> change, Optional<RetrainDecision> decision) {}
