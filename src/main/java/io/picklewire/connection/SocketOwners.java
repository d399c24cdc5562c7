package io.picklewire.connection;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the process that has a socket open, through /proc/PID/fd. The processes found last are asked
 * first: a Python program makes many connections.
 *
 * <p>Not thread-safe.
 */
final class SocketOwners {
    static final long NOBODY = 0;

    private static final int REMEMBERED = 32;
    private static final File PROC = new File("/proc");

    private final Deque<String> recent = new ArrayDeque<>();

    /** The pid, or {@link #NOBODY} when no process that can be seen has it. */
    long pid(long inode) {
        String link = "socket:[" + inode + "]";
        String found = first(List.copyOf(recent), link);
        if (found == null) {
            String[] all = PROC.list((dir, name) -> Character.isDigit(name.charAt(0)));
            found = all == null ? null : first(List.of(all), link);
        }
        if (found == null) {
            return NOBODY;
        }
        remember(found);
        return Long.parseLong(found);
    }

    private void remember(String pid) {
        recent.remove(pid);
        recent.addFirst(pid);
        if (recent.size() > REMEMBERED) {
            recent.removeLast();
        }
    }

    private static @Nullable String first(List<String> pids, String link) {
        for (String pid : pids) {
            if (holds(pid, link)) {
                return pid;
            }
        }
        return null;
    }

    /** From the highest descriptor down, where the newest connections are. */
    private static boolean holds(String pid, String link) {
        String directory = "/proc/" + pid + "/fd/";
        String[] descriptors = new File(directory).list();
        if (descriptors == null) {
            return false;
        }
        for (int i = descriptors.length - 1; i >= 0; i--) {
            if (isLink(Path.of(directory + descriptors[i]), link)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLink(Path descriptor, String link) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(link);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
