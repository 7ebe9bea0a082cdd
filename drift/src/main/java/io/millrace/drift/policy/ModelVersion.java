package io.millrace.drift.policy;

/**
 * What alerts and trainings are about.
 *
 * @param pipeline its name
 * @param model name of the model, such as fraud
 * @param digest SHA-256 of the version's artefact; empty if there's no version yet
 */
public record ModelVersion(String pipeline, String model, String digest) {}
