package io.picklewire.client;

import io.picklewire.pickle.Reader;
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
 * What this program knows of an object's type, and what Python makes of its proxy: the proxy class, or {@code
 * AutoProxy} with the names of the methods. Immutable. Source: CPython's {@code BaseProxy.__reduce__}, {@code
 * AutoProxy} and {@code RebuildProxy}.
 *
 * @param kind which of the shared types it is
 * @param python the proxy class, or the function that makes the proxy
 * @param exposed the names of the methods, empty where they are not known
 * @param quick methods that the user has said not to block
 */
record ProxyType(SharedType kind, PyGlobal python, List<String> exposed, Set<String> quick) {
    private static final String MODULE = "multiprocessing.managers";
    private static final PyGlobal AUTO = new PyGlobal(MODULE, "AutoProxy");
    private static final PyGlobal REBUILD = new PyGlobal(MODULE, "RebuildProxy");

    /** The type of which nothing is known. */
    private static final Set<String> FALLBACKS = Set.of("__str__", "__repr__", "#GETVALUE");

    ProxyType {
        exposed = List.copyOf(exposed);
        quick = Set.copyOf(quick);
    }

    /** The type that a {@code SyncManager} registers under a typeid. */
    static ProxyType of(String typeid, List<String> exposed) {
        SharedType kind = SharedType.ofTypeid(typeid);
        return new ProxyType(kind, new PyGlobal(MODULE, kind.proxyClass()), exposed, Set.of());
    }

    /** The type of a proxy that came from Python. */
    static ProxyType of(PyGlobal python, String typeid, List<String> exposed) {
        boolean ours = python.module().equals(MODULE);
        SharedType kind = ours ? SharedType.ofProxyClass(python.name(), typeid) : SharedType.OTHER;
        return new ProxyType(kind, python, exposed, Set.of());
    }

    /** The same after the user has said which shared type it is; a proxy class that Python gave stays. */
    ProxyType as(SharedType known) {
        PyGlobal proxyClass = python.equals(AUTO) ? new PyGlobal(MODULE, known.proxyClass()) : python;
        return new ProxyType(known, proxyClass, exposed, quick);
    }

    /** The same, with the names of its methods. */
    ProxyType exposing(List<String> methods) {
        return new ProxyType(kind, python, methods, quick);
    }

    /** The same after the user has said that these methods do not block. */
    ProxyType quick(Set<String> methods) {
        return new ProxyType(kind, python, exposed, methods);
    }

    /** The kind of connection that carries a call which has no thread of its own. */
    ConnectionKind connectionKind(String method) {
        return quick.contains(method) ? ConnectionKind.PIPELINE : kind.connectionKind(method);
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

    PyObject pickle(Token token, Reader reader) {
        Map<Object, @Nullable Object> keywords = new LinkedHashMap<>();
        if (python.equals(AUTO) && !exposed.isEmpty()) {
            keywords.put(Reply.text("exposed", reader), Reply.names(exposed, reader));
        }
        PyTuple args = PyTuple.of(python, token.toPython(reader), Reply.text("pickle", reader), keywords);
        return new PyObject(PyObject.Construction.REDUCE, REBUILD, args, null);
    }
}
