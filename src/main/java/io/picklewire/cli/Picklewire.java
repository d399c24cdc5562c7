package io.picklewire.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program's entry: {@code picklewire serve}. */
@Command(
        name = "picklewire",
        description = "Python's multiprocessing managers, served by the JVM.",
        mixinStandardHelpOptions = true,
        versionProvider = Picklewire.Version.class,
        subcommands = {ServeCommand.class, TrainCommand.class})
public final class Picklewire implements Runnable {
    @Spec
    private CommandSpec spec;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets what is injected
    Picklewire() {}

    /** Runs the command line and exits: 0 when all went well, 2 when it could not be carried out. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Picklewire())
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
        throw new ParameterException(spec.commandLine(), "say what to do: serve");
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Picklewire.class.getPackage().getImplementationVersion();
            return new String[] {"picklewire " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
