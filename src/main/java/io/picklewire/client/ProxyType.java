package io.picklewire.client;

import io.picklewire.protocol.Reply;
import io.picklewire.protocol.Token;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Python makes of a proxy that it gets: the proxy class, or {@code AutoProxy} with the names of the methods.
 * Immutable. Source: CPython's {@code BaseProxy.__reduce__}, {@code AutoProxy} and {@code RebuildProxy}.
 *
 * @param python the class or function
 * @param exposed the names of the methods, empty where the class has them
 */
record ProxyType(PyGlobal python, List<String> exposed) {
    private static final String MODULE = "multiprocessing.managers";
    private static final PyGlobal AUTO = new PyGlobal(MODULE, "AutoProxy");
    private static final PyGlobal REBUILD = new PyGlobal(MODULE, "RebuildProxy");

    /** What a manager answers for any object. */
    private static final Set<String> FALLBACKS = Set.of("__str__", "__repr__", "#GETVALUE");

    /** The proxy classes of {@code SyncManager}'s types that do not have AutoProxy. */
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("Event", "EventProxy"),
            Map.entry("Lock", "AcquirerProxy"),
            Map.entry("RLock", "AcquirerProxy"),
            Map.entry("Semaphore", "AcquirerProxy"),
            Map.entry("BoundedSemaphore", "AcquirerProxy"),
            Map.entry("Condition", "ConditionProxy"),
            Map.entry("Barrier", "BarrierProxy"),
            Map.entry("Pool", "PoolProxy"),
            Map.entry("list", "ListProxy"),
            Map.entry("dict", "DictProxy"),
            Map.entry("Value", "ValueProxy"),
            Map.entry("Array", "ArrayProxy"),
            Map.entry("Namespace", "NamespaceProxy"),
            Map.entry("Iterator", "IteratorProxy"));

    ProxyType {
        exposed = List.copyOf(exposed);
    }

    /** The one that a {@code SyncManager} has for a typeid. */
    static ProxyType of(String typeid, List<String> exposed) {
        String known = CLASSES.get(typeid);
        return new ProxyType(known == null ? AUTO : new PyGlobal(MODULE, known), exposed);
    }

    /** One of CPython's proxy classes, by name. */
    ProxyType named(String name) {
        return new ProxyType(new PyGlobal(MODULE, name), exposed);
    }

    /**
     * Refuses a method that the object does not have, as far as that is known here; Python's proxy does so too.
     *
     * @throws RemoteException AttributeError
     */
    void require(String method, Proxy proxy) {
        if (!exposed.isEmpty() && !exposed.contains(method) && !FALLBACKS.contains(method)) {
            String text = proxy + " has no method '" + method + "'; it has " + String.join(", ", exposed);
            throw RemoteException.of(new Reply.Raised(PyException.attributeError(text), ""));
        }
    }

    PyObject pickle(Token token, int protocol) {
        Map<Object, @Nullable Object> keywords = new LinkedHashMap<>();
        if (python.equals(AUTO)) {
            keywords.put(Reply.text("exposed", protocol), Reply.names(exposed, protocol));
        }
        PyTuple args = PyTuple.of(python, token.toPython(protocol), Reply.text("pickle", protocol), keywords);
        return new PyObject(PyObject.Construction.REDUCE, REBUILD, args, null);
    }
}
