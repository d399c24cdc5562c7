package io.picklewire.protocol;

import io.picklewire.pickle.Reader;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyTuple;
import io.picklewire.python.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * Names a shared object across processes. Immutable; any thread. Source: CPython's {@code managers.Token}.
 *
 * @param typeid the registered name of its type
 * @param address where its manager listens, as Python writes addresses: a tuple {@code (host, port)} or text
 * @param ident the object's ident in that manager
 */
public record Token(String typeid, @Nullable Object address, String ident) {
    private static final PyGlobal CLASS = new PyGlobal("multiprocessing.managers", "Token");
    private static final int PARTS = 3;

    /**
     * Reads a token that a client sent.
     *
     * @throws PyException TypeError when it is none
     */
    public static Token read(@Nullable Object value) {
        Object state = value instanceof PyObject object
                        && CLASS.equals(object.callable())
                        && object.states().size() == 1
                ? object.states().get(0)
                : null;
        if (state instanceof PyTuple parts && parts.size() == PARTS) {
            String typeid = Request.text(parts.get(0));
            String ident = Request.text(parts.get(2));
            if (typeid != null && ident != null) {
                return new Token(typeid, parts.get(1), ident);
            }
        }
        throw PyException.typeError("expected a Token, not " + TypeName.of(value));
    }

    /** This token as the object that Python unpickles into its own {@code Token}. */
    public PyObject toPython(Reader reader) {
        PyObject token = new PyObject(PyObject.Construction.NEWOBJ, CLASS, PyTuple.EMPTY, null);
        token.addState(PyTuple.of(Reply.text(typeid, reader), address, Reply.text(ident, reader)));
        return token;
    }
}
