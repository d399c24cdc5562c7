package io.picklewire.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/** The program's entry: {@code picklewire serve}, {@code call} and {@code info}. */
public final class Picklewire {
    /** Netty's search for lost buffers is for tests, which have it at its strictest: it takes 8 % of a call's time. */
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    /** Netty's events of buffers, for the JDK's flight recorder: a quarter of the time of a start. */
    private static final String FLIGHT_RECORDER_EVENTS = "io.netty.jfr.enabled";

    /** Classes that the command line needs; applications that embed Picklewire may leave them out. */
    private static final List<String> LIBRARIES =
            List.of("picocli/CommandLine.class", "com/fasterxml/jackson/core/JsonFactory.class");

    private Picklewire() {}

    /** Runs the command line and exits: 0 when all went well, 2 when it could not be carried out. */
    public static void main(String[] args) {
        System.getProperties().putIfAbsent(LEAK_DETECTION, "disabled");
        System.getProperties().putIfAbsent(FLIGHT_RECORDER_EVENTS, "false");
        if (!LIBRARIES.stream().allMatch(Picklewire::isThere)) {
            System.err.println("picklewire: the command line needs picocli and jackson-core beside the library;"
                    + " the program, picklewire.jar, has them");
            System.exit(2);
        }
        String first = args.length > 0 ? args[0] : "";
        CommandLine commandLine = MainCommand.commandLine(first)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(commandLine.execute(args));
    }

    private static boolean isThere(String file) {
        return Picklewire.class.getClassLoader().getResource(file) != null;
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
