package io.picklewire.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program's entry: {@code picklewire serve}, {@code call} and {@code info}. */
@Command(
        name = "picklewire",
        description = "Python's multiprocessing managers: serves one, and calls any.",
        mixinStandardHelpOptions = true,
        versionProvider = Picklewire.Version.class)
public final class Picklewire implements Runnable {
    /** Netty's search for lost buffers is for tests, which have it at its strictest: it takes 8 % of a call's time. */
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    /** Netty's events of buffers, for the JDK's flight recorder: a quarter of the time of a start. */
    private static final String FLIGHT_RECORDER_EVENTS = "io.netty.jfr.enabled";

    private static final Map<String, Supplier<Object>> SUBCOMMANDS = new LinkedHashMap<>();

    static {
        SUBCOMMANDS.put("serve", ServeCommand::new);
        // -1 is an argument there.
        SUBCOMMANDS.put("call", () -> new CommandLine(new CallCommand()).setStopAtPositional(true));
        SUBCOMMANDS.put("info", InfoCommand::new);
        SUBCOMMANDS.put("train", TrainCommand::new);
    }

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets what is injected
    Picklewire() {}

    /** Runs the command line and exits: 0 when all went well, 2 when it could not be carried out. */
    public static void main(String[] args) {
        System.getProperties().putIfAbsent(LEAK_DETECTION, "disabled");
        System.getProperties().putIfAbsent(FLIGHT_RECORDER_EVENTS, "false");
        String first = args.length > 0 ? args[0] : "";
        CommandLine commandLine = commandLine(first)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(commandLine.execute(args));
    }

    /** With the subcommand of that name, or with all where there is none: to make one takes a tenth of a start. */
    static CommandLine commandLine(String subcommand) {
        CommandLine commandLine = new CommandLine(new Picklewire());
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
        throw new ParameterException(spec.commandLine(), "say what to do: serve, call or info");
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
