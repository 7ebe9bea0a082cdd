package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code millrace}: what stands before the command's name. */
@Command(
        name = "millrace",
        synopsisSubcommandLabel = "COMMAND",
        description = "Machine-learning pipelines as streams: events in, predictions out.",
        footer = {
            "%nExamples:",
            "  millrace demo                           see it work, from events to predictions",
            "  millrace check                          is pipeline.yaml right?",
            "  millrace dev                            run pipeline.yaml on this machine",
            "  millrace topics tail card-fraud.predictions -n 3",
            "%nmillrace COMMAND --help says more about one command."
        })
public final class MillraceCommand implements Callable<Integer> {
    private static final int HELP_WIDTH = 100;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final SharedOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private MillraceCommand(SharedOptions options) {
        this.options = options;
    }

    /** Runs one command line and returns its exit code, one of {@link ExitCode}. */
    public static int run(Session session, String... arguments) {
        try {
            return commandLine(session).execute(arguments);
        } finally {
            session.flush();
        }
    }

    static CommandLine commandLine(Session session) {
        CommandLine registry = RegistryCommand.commandLine(session);
        CommandLine line =
                new CommandLine(new MillraceCommand(session.options()))
                        .addSubcommand(new DemoCommand(session))
                        .addSubcommand(new DevCommand(session))
                        .addSubcommand(new CheckCommand(session))
                        .addSubcommand(FeaturesCommand.commandLine(session))
                        .addSubcommand(new TestCommand(session))
                        .addSubcommand(new ReplayCommand(session))
                        .addSubcommand(new ParityCommand(session))
                        .addSubcommand(TopicsCommand.commandLine(session))
                        .addSubcommand(registry)
                        .addSubcommand(DeploymentsCommand.commandLine(session))
                        .addSubcommand(ExperimentsCommand.commandLine(session))
                        .addSubcommand(DatasetsCommand.commandLine(session))
                        .addSubcommand(KeysCommand.commandLine(session))
                        .addSubcommand(new SyncCommand(session))
                        .addSubcommand(new ExplainCommand(session))
                        .addSubcommand(new EvaluateCommand(session))
                        .addSubcommand(new GateCommand(session))
                        .addSubcommand(new RetrainCommand(session))
                        .addSubcommand(JobCommand.Alerts.commandLine(session))
                        .addSubcommand(new StatusCommand(session))
                        .addSubcommand(new ServeCommand(session))
                        .addSubcommand(JobCommand.Label.commandLine(session))
                        .addSubcommand(JobCommand.Drift.commandLine(session))
                        .addSubcommand(new TrainCommand(session))
                        .addSubcommand(new JobCommand.Control(session))
                        .addSubcommand(new HelpCommand(session))
                        .addSubcommand(new VersionCommand(session))
                        .addSubcommand(new CompletionCommand(session));
        BackfillCommand.addTo(line, session);
        RegistryExportCommand.addTo(registry, session);
        showOwnOptionsFirst(line);
        ErrorHandler errors = new ErrorHandler(session);
        return line.setOut(session.out())
                .setErr(session.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpWidth(HELP_WIDTH)
                .setColorScheme(colors(session))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    /** In the order of their declaration; what all commands share was added last. */
    private static void showOwnOptionsFirst(CommandLine line) {
        line.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false);
        line.getSubcommands().values().forEach(MillraceCommand::showOwnOptionsFirst);
    }

    private static ColorScheme colors(Session session) {
        // NO_COLOR is known before parsing; --no-color is for what commands write themselves.
        return CommandLine.Help.defaultColorScheme(session.colorOn("out") ? Ansi.ON : Ansi.OFF);
    }

    /** Without a command there's only help; that isn't success. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
