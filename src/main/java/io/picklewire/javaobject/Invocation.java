package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.pickle.Reader;
import io.picklewire.python.Sealed;
import io.picklewire.shared.Event;
import io.picklewire.shared.ObjectLookup;
import java.util.List;
import java.util.Map;

/**
 * One call of a Java object.
 *
 * @param call what the client asks
 * @param objects the other objects of the same manager
 * @param types the application's own classes
 */
record Invocation(Event.Called call, ObjectLookup objects, CustomTypes types) {
    String method() {
        return call.request().method();
    }

    List<Sealed> args() {
        return call.request().args();
    }

    Map<String, Sealed> kwargs() {
        return call.request().kwargs();
    }

    Reader reader() {
        return call.request().reader();
    }

    /** The arguments as Java code takes them. */
    JavaArguments arguments() {
        return JavaArguments.open(args(), kwargs(), objects, types);
    }
}
