package io.picklewire.shared;

import io.picklewire.pickle.Sealed;
import io.picklewire.python.PyDict;
import io.picklewire.python.PyException;
import io.picklewire.python.Repr;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The types that {@code create} makes without being told how: those of CPython's {@code SyncManager}.
 * Immutable; any thread.
 */
public final class SharedTypes {
    private record Type(Signature signature, Function<Arguments, SharedObject> make) {}

    private static final Parameter LOCK = Parameter.optional("lock", true);
    private static final Type QUEUE = new Type(
            Signature.python("Queue.__init__", Parameter.optional("maxsize", 0)),
            args -> new SharedQueue(args.value(0)));
    private static final Parameter COUNT = Parameter.optional("value", 1);
    private static final Map<String, Type> TYPES = Map.ofEntries(
            Map.entry("Queue", QUEUE),
            Map.entry("JoinableQueue", QUEUE),
            Map.entry("Event", new Type(Signature.python("Event.__init__"), args -> new SharedEvent())),
            Map.entry("Lock", new Type(Signature.constructor("lock", 0), args -> SharedLock.plain())),
            Map.entry("RLock", new Type(Signature.fixed("RLock", 0), args -> SharedLock.reentrant())),
            Map.entry(
                    "Semaphore",
                    new Type(
                            Signature.python("Semaphore.__init__", COUNT),
                            args -> SharedSemaphore.of(false, args.value(0)))),
            Map.entry(
                    "BoundedSemaphore",
                    new Type(
                            Signature.python("BoundedSemaphore.__init__", COUNT),
                            args -> SharedSemaphore.of(true, args.value(0)))),
            Map.entry(
                    "Condition",
                    new Type(
                            Signature.python("Condition.__init__", Parameter.optional("lock", null)),
                            SharedTypes::condition)),
            Map.entry(
                    "Barrier",
                    new Type(
                            Signature.python(
                                    "Barrier.__init__",
                                    Parameter.required("parties"),
                                    Parameter.optional("action", null),
                                    Parameter.optional("timeout", null)),
                            args -> SharedBarrier.of(args.value(0), args.value(1), args.value(2)))),
            Map.entry("list", new Type(Signature.constructor("list", 1), SharedTypes::list)),
            Map.entry("dict", new Type(Signature.update("dict"), SharedTypes::dict)),
            Map.entry("set", new Type(Signature.constructor("set", 1), SharedTypes::set)),
            Map.entry(
                    "Iterator",
                    new Type(Signature.python("create", Parameter.required("iterable")), SharedTypes::iterator)),
            Map.entry("Namespace", new Type(Signature.anyKeywords("Namespace.__init__"), SharedTypes::namespace)),
            Map.entry(
                    "Value",
                    new Type(
                            Signature.python(
                                    "Value.__init__",
                                    Parameter.required("typecode"),
                                    Parameter.required("value"),
                                    LOCK),
                            args -> new SharedValue(args.value(0), args.stored(1)))),
            Map.entry(
                    "Array",
                    new Type(
                            Signature.python(
                                    "Array", Parameter.required("typecode"), Parameter.required("sequence"), LOCK),
                            args -> new SharedArray(args.value(0), args.value(1)))));

    private SharedTypes() {}

    /** The typeids. */
    public static Set<String> typeids() {
        return TYPES.keySet();
    }

    /**
     * Makes an object of a type.
     *
     * @throws PyException KeyError for a typeid that there is none of, or what the type's constructor raises
     */
    public static SharedObject create(
            String typeid, List<Sealed> args, Map<String, Sealed> kwargs, Call.Neighbours neighbours) {
        Type type = TYPES.get(typeid);
        if (type == null) {
            throw PyException.keyError(typeid);
        }
        return type.make().apply(Arguments.bind(type.signature(), args, kwargs, neighbours));
    }

    private static SharedObject list(Arguments args) {
        return new SharedList(args.given(0) ? args.items(0) : List.of());
    }

    private static SharedObject dict(Arguments args) {
        PyDict entries = new PyDict();
        if (args.given(0)) {
            args.forEachEntry(0, entries::put);
        }
        args.forEachKeyword(entries::put);
        return new SharedDict(entries);
    }

    private static SharedObject set(Arguments args) {
        return new SharedSet(args.given(0) ? args.items(0) : List.of());
    }

    private static SharedObject condition(Arguments args) {
        if (args.value(0) == null) {
            return new SharedCondition();
        }
        if (args.named(0) instanceof SharedLock lock) {
            return new SharedCondition(lock).keeping(args.stored(0));
        }
        throw PyException.typeError(
                "Condition(lock) takes a Lock or an RLock of this manager, not " + Repr.of(args.value(0)));
    }

    private static SharedObject iterator(Arguments args) {
        return new SharedIterator(args.items(0).iterator(), () -> {});
    }

    private static SharedObject namespace(Arguments args) {
        return new SharedNamespace(args.keywords());
    }
}
