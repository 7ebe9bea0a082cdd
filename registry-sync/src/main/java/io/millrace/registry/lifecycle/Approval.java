package io.millrace.registry.lifecycle;

/**
 * A person's word that a version may serve.
 *
 * @param actor who
 * @param at when, by the clock of the commands: epoch milliseconds
 */
public record Approval(String actor, long at) {}
