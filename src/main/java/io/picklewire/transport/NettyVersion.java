package io.picklewire.transport;

import io.netty.util.Version;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which Netty an application has beside this. What another library or a bill of materials brings may be 4.1, with which
 * nothing here works; that is said at once, and not by whichever class is missed first. Any thread.
 */
final class NettyVersion {
    /** They came with 4.2, one in each of two modules. */
    private static final List<String> NEEDED =
            List.of("io.netty.util.concurrent.ThreadAwareExecutor", "io.netty.channel.IoHandlerFactory");

    private static final @Nullable String PROBLEM = problem();

    private NettyVersion() {}

    /**
     * Does nothing beside Netty 4.2.
     *
     * @throws UnsupportedOperationException beside another
     */
    static void require() {
        if (PROBLEM != null) {
            throw new UnsupportedOperationException(PROBLEM);
        }
    }

    private static @Nullable String problem() {
        try {
            for (String each : NEEDED) {
                Class.forName(each, false, NettyVersion.class.getClassLoader());
            }
            return null;
        } catch (ClassNotFoundException | LinkageError missing) {
            return "Picklewire needs Netty 4.2, and found " + found() + " beside it: let netty-common, netty-buffer,"
                    + " netty-resolver and netty-transport be 4.2, or use Picklewire's jar with the classifier"
                    + " \"standalone\", which brings its own";
        }
    }

    /** The versions of the modules that are there, mostly one; "no Netty" where there is none. */
    static String found() {
        try {
            Map<String, Version> modules = Version.identify(NettyVersion.class.getClassLoader());
            String versions = modules.values().stream()
                    .map(Version::artifactVersion)
                    .collect(Collectors.toCollection(TreeSet::new))
                    .stream()
                    .collect(Collectors.joining(" and "));
            return versions.isEmpty() ? "one of unknown version" : versions;
        } catch (LinkageError none) {
            return "none";
        }
    }
}
