package io.picklewire.server;

import java.util.Iterator;
import java.util.List;

/**
 * Where a server keeps its events, so that it is as it was when it has been started again: {@code io.picklewire.journal} has one.
 * Any thread.
 */
public interface EventStore {
    /**
     * Opens it for one server, until that closes it.
     *
     * @throws StoreException when it cannot be read or written, is damaged, is another server's, or was made by a newer version
     */
    Opened open();

    /** Whether {@link Opened#write} waits for the device: it is not called on an event loop then. */
    boolean isSynchronous();

    /** A store that is open. Used by one thread at a time. */
    interface Opened extends AutoCloseable {
        /** Tells it from all other stores. */
        String id();

        /** How often it has been opened, this time included. */
        long openings();

        /** Whether the machine has not been started again since it was last open: processes are what they were. */
        boolean isSameBoot();

        /** The objects as they were when they were last written whole; to be read once, before events. */
        Iterator<byte[]> objects();

        /** The events since then, in order; to be read once. */
        Iterator<Events> events();

        /**
         * Makes changes, all or none.
         *
         * @throws StoreException when they cannot be made; then none is, and it can be tried again
         */
        void write(List<Change> changes);

        /** Whether what is not needed any more is still there; it goes little by little, with each {@link #write}. */
        boolean isTidying();

        @Override
        void close();
    }

    /**
     * Events of one object that came together.
     *
     * @param number grows from one to the next
     * @param ident the object
     * @param events each with its length before it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Events(long number, String ident, byte[] events) implements Change {}

    /** A change of a store. */
    sealed interface Change permits Events, Part, Whole, Gone {}

    /**
     * A part of an object. It counts once {@link Whole} says so.
     *
     * @param number the number of the last events of the object that it knows
     * @param place its place among the parts, from 0
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(String ident, long number, int place, byte[] bytes) implements Change {}

    /**
     * All parts of an object are there. The earlier ones are not needed any more, nor are its events up to that number.
     *
     * @param typeid the type of the object, for people
     * @param parts how many there are
     */
    record Whole(String ident, long number, String typeid, int parts) implements Change {}

    /** Nothing of an object is needed any more. */
    record Gone(String ident) implements Change {}
}
