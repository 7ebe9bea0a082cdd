package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The {@code --output} of commands that write files: where to, instead of the format that it means
 * elsewhere; {@code -o} still is the format.
 */
final class OutputOption {
    static final String NAME = "--output";

    /** Before the options that have no order. */
    private static final int FIRST = -2;

    private OutputOption() {}

    /** After the command was added to its parent, which gave it the shared options. */
    static void replaceIn(CommandLine line, String label, String... description) {
        CommandSpec spec = line.getCommandSpec();
        OptionSpec shared = spec.findOption("-o");
        spec.remove(shared);
        spec.addOption(OptionSpec.builder(shared).names("-o").build());
        spec.addOption(
                OptionSpec.builder(NAME)
                        .type(String.class)
                        .required(true)
                        .order(FIRST)
                        .paramLabel(label)
                        .description(description)
                        .build());
    }

    static String of(CommandSpec spec) {
        return spec.findOption(NAME).getValue();
    }
}
