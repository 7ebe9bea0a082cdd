package io.millrace.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code millrace keys}: what stands before its commands. */
@Command(
        name = "keys",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Make and list Ed25519 keys, which prove who asks for a change (model.control in the"
                    + " pipeline file).",
            "",
            "They're in the folder of MILLRACE_KEYS, or else in ~/.millrace/keys. A private key"
                    + " leaves it never."
        },
        footer = {
            "%nExamples:",
            "  millrace keys new ada",
            "  millrace keys list",
            "  millrace registry promote fraud@3 --key ada --reason 'it is better' --yes"
        })
final class KeysCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private KeysCommand() {}

    static CommandLine commandLine(Session session) {
        return new CommandLine(new KeysCommand())
                .addSubcommand(new New(session))
                .addSubcommand(new List(session));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    private static void show(Session session, Map<String, String> keys) {
        Format format = session.format(Format.TABLE);
        if (format != Format.TABLE) {
            Table table = Table.of("keys", "name", "public_key");
            keys.forEach(table::add);
            TableOutput.write(table, format, session.out());
            return;
        }
        keys.forEach(
                (name, key) ->
                        session.out()
                                .printf("%s: {public_key: %s, roles: [operator]}%n", name, key));
    }

    /** {@code millrace keys new}. */
    @Command(
            name = "new",
            description = {
                "Make a pair of keys, and print the public one as it's written under"
                        + " model.control.keys in the pipeline file."
            },
            footer = {"%nExamples:", "  millrace keys new ada"})
    private static final class New implements Callable<Integer> {
        private final Session session;

        @Parameters(
                paramLabel = "NAME",
                description = "Whose they are: the actor of what's signed.")
        private String name = "";

        New(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws IOException {
            SigningKeys keys = SigningKeys.of(session);
            show(session, Map.of(name, keys.create(name)));
            session.progress("the private key is in " + keys.folder() + "; keep it to yourself");
            session.hint("write the line under model.control.keys, with the roles that it has");
            return ExitCode.DONE;
        }
    }

    /** {@code millrace keys list}. */
    @Command(
            name = "list",
            description = "List the keys that are here, as they're written in a pipeline file.",
            footer = {"%nExamples:", "  millrace keys list", "  millrace keys list --json"})
    private static final class List implements Callable<Integer> {
        private final Session session;

        List(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws IOException {
            Map<String, String> keys = SigningKeys.of(session).list();
            show(session, keys);
            if (keys.isEmpty()) {
                session.hint("millrace keys new NAME makes one");
            }
            return ExitCode.DONE;
        }
    }
}
