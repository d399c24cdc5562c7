package io.picklewire.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What the system says of one process now; {@code startTicks} only serves to tell two of one pid apart. */
record ProcessStat(boolean isRunning, long startTicks) {
    /** Fields of /proc/PID/stat after the command's closing parenthesis: state is 3rd of all, starttime 22nd. */
    private static final int STATE = 0;

    private static final int START_TIME = 22 - 3;

    static Optional<ProcessStat> read(long pid) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
            return Optional.of(parse(new String(line, StandardCharsets.ISO_8859_1)));
        } catch (IOException absent) {
            return Files.exists(Path.of("/proc/self/stat")) ? Optional.empty() : ofHandle(pid);
        }
    }

    /** A command may hold spaces and parentheses, hence the last one. */
    static ProcessStat parse(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        char state = fields[STATE].charAt(0);
        return new ProcessStat(state != 'Z' && state != 'X', Long.parseLong(fields[START_TIME]));
    }

    private static Optional<ProcessStat> ofHandle(long pid) {
        return ProcessHandle.of(pid)
                .map(handle -> new ProcessStat(
                        handle.isAlive(),
                        handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L)));
    }
}
