package io.picklewire.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the processes that have sockets open, through /proc/PID/fd. However many are asked for, each process is
 * looked at once at most. The processes found last come first, for a Python program makes many connections; then
 * the newest, for a program starts many at a time; this one comes last, which has a socket for each of its clients.
 *
 * <p>Not thread-safe.
 */
final class SocketOwners {
    private static final int REMEMBERED = 32;
    private static final File PROC = new File("/proc");
    private static final String SOCKET = "socket:[";

    private final Deque<Long> recent = new ArrayDeque<>();

    /** The pid of each socket's process, by inode; without those of which no process that can be seen has one. */
    Map<Long, Long> pids(Collection<Long> inodes) {
        Set<String> wanted = new HashSet<>();
        inodes.forEach(inode -> wanted.add(SOCKET + inode + "]"));
        Map<Long, Long> found = new HashMap<>();
        look(List.copyOf(recent), wanted, found);
        if (!wanted.isEmpty()) {
            look(others(), wanted, found);
        }
        return found;
    }

    private List<Long> others() {
        String[] names = PROC.list((dir, name) -> Character.isDigit(name.charAt(0)));
        List<Long> pids = new ArrayList<>();
        for (String name : names == null ? new String[0] : names) {
            pids.add(Long.valueOf(name));
        }
        pids.sort(Comparator.reverseOrder());
        Set<Long> ordered = new LinkedHashSet<>(pids);
        recent.forEach(ordered::remove);
        long own = ProcessHandle.current().pid();
        if (ordered.remove(own)) {
            ordered.add(own);
        }
        return List.copyOf(ordered);
    }

    /** Takes what is found out of {@code wanted}, until nothing is left there. */
    private void look(List<Long> pids, Set<String> wanted, Map<Long, Long> found) {
        for (long pid : pids) {
            if (wanted.isEmpty()) {
                return;
            }
            int before = found.size();
            lookAt(pid, wanted, found);
            if (found.size() > before) {
                remember(pid);
            }
        }
    }

    /** From the highest descriptor down, where the newest connections are. */
    private static void lookAt(long pid, Set<String> wanted, Map<Long, Long> found) {
        String directory = "/proc/" + pid + "/fd/";
        String[] descriptors = new File(directory).list();
        for (int i = descriptors == null ? -1 : descriptors.length - 1; i >= 0 && !wanted.isEmpty(); i--) {
            String target = target(Path.of(directory + descriptors[i]));
            if (wanted.remove(target)) {
                found.put(Long.valueOf(target.substring(SOCKET.length(), target.length() - 1)), pid);
            }
        }
    }

    private void remember(long pid) {
        recent.remove(pid);
        recent.addFirst(pid);
        if (recent.size() > REMEMBERED) {
            recent.removeLast();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
