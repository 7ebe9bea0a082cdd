/**
 * The {@code millrace} command.
 *
 * <p>A command is a class that gets a {@link io.millrace.jobs.cli.Session}: its streams, its
 * environment variables, its folder, and the options that all commands share. Standard output is
 * the result and nothing else; progress, warnings and hints go to standard error. A command ends
 * with an {@link io.millrace.jobs.cli.ExitCode}, or throws {@link
 * io.millrace.jobs.cli.CommandFailure} with one.
 *
 * <p>Nothing here may touch a class of Flink or of the broker, since client commands run with
 * {@code millrace.jar} alone. What needs them is behind {@link io.millrace.jobs.cli.LocalRunner}
 * and {@link io.millrace.jobs.cli.JobRunner}, found as services.
 */
@NullMarked
package io.millrace.jobs.cli;

import org.jspecify.annotations.NullMarked;
