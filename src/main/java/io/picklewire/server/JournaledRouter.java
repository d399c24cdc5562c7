package io.picklewire.server;

import io.picklewire.connection.LimitedLog;
import io.picklewire.python.PyException;
import io.picklewire.shared.ClientId;
import io.picklewire.shared.Effect;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has events written before they are applied, those together that came together, so that whatever has been answered is written.
 * What cannot be written is not applied: who asked for it gets an {@code OSError}, and what nobody asked for is tried again.
 * Readings are not written, and wait for nothing. Any thread.
 */
final class JournaledRouter implements CallRouter {
    private static final Logger LOG = LoggerFactory.getLogger(JournaledRouter.class);
    private static final LimitedLog LIMITED = LimitedLog.of(JournaledRouter.class);
    /** Who is told that an answer has left needs nothing of it soon: what comes meanwhile is written with it. */
    private static final long LAZY_MICROS = 1000;

    private static final long LAST_WRITE_SECONDS = 10;

    private final DirectRouter direct;
    private final ObjectTable objects;
    private final Journal journal;
    /** Objects that processes from afar referred to before the start, and that nobody has called since. */
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();

    private final boolean isSynchronous;

    private @Nullable Executor writer;
    private @Nullable ScheduledExecutorService loop;
    private List<Submitted> waiting = new ArrayList<>();
    private boolean isFlushing;
    private boolean isFlushingLater;
    /** What nobody asked for and could not be written yet. Used by the writer alone, as is what follows. */
    private List<Submitted> unwritten = new ArrayList<>();

    private boolean isFailing;

    private record Submitted(Event event, Recipient asker) {}

    /** @param isSynchronous whether writing waits for the device, so that it is not done on an event loop */
    JournaledRouter(DirectRouter direct, ObjectTable objects, Journal journal, boolean isSynchronous) {
        this.direct = direct;
        this.objects = objects;
        this.journal = journal;
        this.isSynchronous = isSynchronous;
    }

    /** From now on that loop writes, or has it done. */
    synchronized void begin(ScheduledExecutorService eventLoop) {
        loop = eventLoop;
        writer = isSynchronous ? ownThread() : eventLoop;
        if (!waiting.isEmpty()) {
            flushSoon();
        }
    }

    private static ExecutorService ownThread() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "picklewire-journal");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public boolean submit(Event event, Recipient asker) {
        if (event instanceof Event.Called call && !awaited.isEmpty()) {
            awaited.remove(call.ident());
        }
        if (!objects.changesDurably(event)) {
            return direct.submit(event, asker);
        }
        synchronized (this) {
            waiting.add(new Submitted(event, asker));
            flushSoon();
        }
        return false;
    }

    @Override
    public void delivered(ClientId client, String ident, long taking, long time) {
        Event event = new Event.Delivered(client, ident, taking, time);
        if (!objects.changesDurably(event)) {
            return;
        }
        synchronized (this) {
            waiting.add(new Submitted(event, Recipient.NOBODY));
            if (!isFlushing && !isFlushingLater && loop != null) {
                isFlushingLater = true;
                var unused = loop.schedule(this::flushLater, LAZY_MICROS, TimeUnit.MICROSECONDS);
            }
        }
    }

    private synchronized void flushLater() {
        isFlushingLater = false;
        if (!waiting.isEmpty()) {
            flushSoon();
        }
    }

    private synchronized void flushSoon() {
        if (!isFlushing && writer != null) {
            isFlushing = true;
            try {
                writer.execute(this::flush);
            } catch (RejectedExecutionException e) {
                LOG.debug("the server is closing; what is left is written at the end");
                isFlushing = false;
            }
        }
    }

    private synchronized List<Submitted> takeWaiting() {
        List<Submitted> taken = waiting;
        waiting = new ArrayList<>();
        isFlushing = false;
        return taken;
    }

    /** Writes what waits, and applies it. */
    private void flush() {
        List<Submitted> group = new ArrayList<>(unwritten);
        unwritten = new ArrayList<>();
        group.addAll(takeWaiting());
        List<Event> written = write(group);
        journal.tidy(written, direct::isElsewhere, direct::later);
        journal.goOn();
        if (!isFailing && journal.isBusy()) {
            flushSoon();
        }
    }

    /** Writes and applies what came together, or one after the other when not all of it can be written. */
    private List<Event> write(List<Submitted> group) {
        List<Event> events = group.stream().map(Submitted::event).toList();
        try {
            journal.write(events);
        } catch (StoreException e) {
            if (group.size() == 1) {
                refuse(group.get(0), e);
                return List.of();
            }
            List<Event> written = new ArrayList<>();
            group.forEach(each -> written.addAll(write(List.of(each))));
            return written;
        }
        if (isFailing && !group.isEmpty()) {
            isFailing = false;
            LIMITED.info("writing again", "the store", () -> "it can be written again");
        }
        group.forEach(each -> direct.submit(each.event(), each.asker()));
        return events;
    }

    private void refuse(Submitted refused, StoreException failure) {
        LIMITED.warn("writing", "the store", () -> failure.getMessage() + "; what cannot be written fails");
        isFailing = true;
        PyException raised = PyException.builtin("OSError", failure.errno(), failure.getMessage());
        Event event = refused.event();
        Recipient asker = refused.asker();
        if (event instanceof Event.Asked asked) {
            asker.receive(Effect.Answer.ofFailure(asked, raised), event);
        } else if (event instanceof Event.TimerFired timer) {
            asker.receive(new Effect.Answer(timer.client(), timer.ticket(), timer.ident(), null, raised), event);
            Event given = new Event.Abandoned(timer.client(), timer.ticket(), timer.ident(), timer.time());
            unwritten.add(new Submitted(given, asker));
        } else {
            unwritten.add(refused);
        }
    }

    /** Has written what could not be, and whatever else is left to do, if that is anything. */
    synchronized void look() {
        if (isFailing || journal.isBusy()) {
            flushSoon();
        }
    }

    @Override
    public void read(Event.Called call, boolean isLong, Supplier<@Nullable Object> reading, Recipient asker) {
        direct.read(call, isLong, reading, asker);
    }

    /** Processes from afar referred to those before the start. */
    void await(Set<String> idents) {
        awaited.addAll(idents);
    }

    /** The objects that nobody has called whom {@link #await} has named. */
    List<String> notCalled() {
        List<String> idents = List.copyOf(awaited);
        awaited.clear();
        return idents;
    }

    /** Writes what is left, when no thread submits anything any more. */
    void close() {
        ExecutorService own = writer instanceof ExecutorService service && isSynchronous ? service : null;
        if (own != null) {
            own.shutdown();
            awaitEnd(own);
        }
        flush();
        journal.close();
    }

    private static void awaitEnd(ExecutorService writing) {
        try {
            if (!writing.awaitTermination(LAST_WRITE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the store has not been written within {} seconds", LAST_WRITE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
