package io.picklewire.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a process of this machine was started, as Linux tells in {@code /proc}. Immutable; any thread.
 *
 * @param command its command line
 * @param executable the program's file
 * @param folder its working folder now
 * @param environment its environment at the start
 * @param parent the pid of its parent
 */
public record ProcessStart(
        List<String> command, Path executable, Path folder, Map<String, String> environment, long parent) {
    private static final Path PROC = Path.of("/proc");
    private static final String OWNER = "unix:uid";
    /** The field after the command's closing parenthesis and the state in /proc/PID/stat. */
    private static final int PARENT = 1;

    /** Copies the collections. */
    public ProcessStart {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** How a process was started; empty when it has ended, or belongs to another user than this one, or the system does not tell. */
    public static Optional<ProcessStart> of(long pid) {
        Path process = PROC.resolve(String.valueOf(pid));
        try {
            if (!Files.getAttribute(process, OWNER).equals(Files.getAttribute(PROC.resolve("self"), OWNER))) {
                return Optional.empty();
            }
            List<String> command = texts(process.resolve("cmdline"));
            return command.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ProcessStart(
                            command,
                            Files.readSymbolicLink(process.resolve("exe")),
                            Files.readSymbolicLink(process.resolve("cwd")),
                            variables(texts(process.resolve("environ"))),
                            parent(Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1))));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private static List<String> texts(Path file) throws IOException {
        String all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return all.isEmpty()
                ? List.of()
                : Arrays.asList(all.split("\0", -1)).subList(0, all.split("\0", -1).length - 1);
    }

    private static Map<String, String> variables(List<String> environment) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String each : environment) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                variables.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return variables;
    }

    private static long parent(String stat) {
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[PARENT]);
    }
}
