package io.picklewire.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code picklewire}: what its subcommands have in common. */
@Command(
        name = "picklewire",
        description = "Python's multiprocessing managers: serves one, and calls any.",
        mixinStandardHelpOptions = true,
        versionProvider = Picklewire.Version.class)
final class MainCommand implements Runnable {
    private static final Map<String, Supplier<Object>> SUBCOMMANDS = new LinkedHashMap<>();

    static {
        SUBCOMMANDS.put("serve", ServeCommand::new);
        // -1 is an argument there.
        SUBCOMMANDS.put("call", () -> new CommandLine(new CallCommand()).setStopAtPositional(true));
        SUBCOMMANDS.put("info", InfoCommand::new);
        SUBCOMMANDS.put("workers", WorkersCommand::new);
        SUBCOMMANDS.put("relay", RelayCommand::new);
        SUBCOMMANDS.put("train", TrainCommand::new);
    }

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets what is injected
    MainCommand() {}

    /** With the subcommand of that name, or with all where there is none: to make one takes a tenth of a start. */
    static CommandLine commandLine(String subcommand) {
        CommandLine commandLine = new CommandLine(new MainCommand());
        Map<String, Supplier<Object>> one =
                SUBCOMMANDS.containsKey(subcommand) ? Map.of(subcommand, SUBCOMMANDS.get(subcommand)) : SUBCOMMANDS;
        one.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
        return commandLine
                .setExpandAtFiles(false) // an argument that begins with @ is text like any other
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("picklewire: " + failure.getMessage());
                    return CommandLine.ExitCode.USAGE;
                })
                .setParameterExceptionHandler((failure, args) -> {
                    CommandLine command = failure.getCommandLine();
                    String name = command.getCommandSpec().qualifiedName();
                    command.getErr().println(name + ": " + failure.getMessage() + " (see " + name + " --help)");
                    return CommandLine.ExitCode.USAGE;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: serve, call, info, workers or relay");
    }
}
