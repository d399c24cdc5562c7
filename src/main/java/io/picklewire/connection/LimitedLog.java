package io.picklewire.connection;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A log of what peers do, which none of them can fill: of each kind of line and host of a peer {@value #LINES} are
 * written in {@value #SECONDS} seconds; the others are counted, and one line says how many there were. Any thread.
 */
public final class LimitedLog {
    private static final int LINES = 10;
    private static final int SECONDS = 10;
    /** Of more kinds and hosts than these at a time, all further ones are one. */
    private static final int MOST = 1000;

    private record Key(String kind, String host) {}

    private final Logger log;
    private final Map<Key, AtomicInteger> written = new ConcurrentHashMap<>();

    private LimitedLog(Logger log) {
        this.log = log;
    }

    /** The log of a class. */
    public static LimitedLog of(Class<?> type) {
        return new LimitedLog(LoggerFactory.getLogger(type));
    }

    /** Something that is usual: {@code peer: text}. The kind says what lines of that kind tell of. */
    public void info(String kind, Object peer, Supplier<String> text) {
        write(Level.INFO, kind, peer, text);
    }

    /** Something that should not be. */
    public void warn(String kind, Object peer, Supplier<String> text) {
        write(Level.WARN, kind, peer, text);
    }

    /**
     * A failure here that a peer has brought about: with its stack trace, unless that only says that there is too little
     * memory.
     */
    public void failure(String what, Object peer, Throwable failure) {
        if (!allows(what, peer)) {
            return;
        }
        if (failure instanceof OutOfMemoryError) {
            log.warn("{}: {}: {}", peer, what, failure.toString());
            return;
        }
        try {
            log.warn("{}: {}", peer, what, failure);
        } catch (RuntimeException | StackOverflowError e) { // its getMessage fails
            log.warn("{}: {}: {}", peer, what, failure.getClass().getName());
        }
    }

    void debug(Object peer, Throwable why) {
        log.debug("{}: {}", peer, why.toString());
    }

    private void write(Level level, String kind, Object peer, Supplier<String> text) {
        if (log.isEnabledForLevel(level) && allows(kind, peer)) {
            log.atLevel(level).log("{}: {}", peer, text.get());
        }
    }

    private boolean allows(String kind, Object peer) {
        Key key = new Key(kind, host(peer.toString()));
        if (written.size() >= MOST && !written.containsKey(key)) {
            key = new Key(kind, "other hosts");
        }
        Key counted = key;
        AtomicInteger count = written.computeIfAbsent(key, any -> {
            CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(() -> tellRest(counted));
            return new AtomicInteger();
        });
        return count.incrementAndGet() <= LINES;
    }

    private void tellRest(Key key) {
        AtomicInteger count = written.remove(key);
        int rest = count == null ? 0 : count.get() - LINES;
        if (rest > 0) {
            log.warn("{}: {}: {} more in {} seconds", key.host(), key.kind(), rest, SECONDS);
        }
    }

    /** Without the port, which is another one for each connection, and without what a client calls itself. */
    private static String host(String peer) {
        String address = peer.substring(peer.lastIndexOf(" at ") < 0 ? 0 : peer.lastIndexOf(" at ") + 4);
        int port = address.lastIndexOf(':');
        return port < 0 ? address : address.substring(0, port);
    }
}
