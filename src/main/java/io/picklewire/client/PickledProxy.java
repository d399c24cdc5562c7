package io.picklewire.client;

import io.picklewire.protocol.Token;
import io.picklewire.python.PyException;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyTuple;
import io.picklewire.python.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

/**
 * The pickle of a proxy: {@code RebuildProxy(proxytype, token, serializer, kwds)}. Immutable. Source: CPython's {@code
 * BaseProxy.__reduce__} and {@code RebuildProxy}.
 *
 * @param token the object
 * @param type the class of the proxy that Python makes
 * @param counts whether the receiver is to count a reference
 */
record PickledProxy(Token token, ProxyType type, boolean counts) {
    private static final int ARGUMENTS = 4;

    /** @throws PickleException when the arguments are not those */
    static PickledProxy read(@Nullable Object[] args) {
        if (args.length != ARGUMENTS
                || !(args[0] instanceof PyGlobal python)
                || !(args[3] instanceof Map<?, ?> keywords)) {
            List<String> types = new ArrayList<>();
            for (Object arg : args) {
                types.add(TypeName.of(arg));
            }
            throw new PickleException("RebuildProxy of " + types + "; allowed are a class, a Token, a str and a dict");
        }
        try {
            Token token = Token.read(args[1]);
            List<String> exposed = names(named(keywords, "exposed"));
            boolean counts = !Boolean.FALSE.equals(named(keywords, "incref"));
            return new PickledProxy(token, ProxyType.of(python, token.typeid(), exposed), counts);
        } catch (PyException e) {
            throw new PickleException("RebuildProxy: " + e.getMessage(), e);
        }
    }

    /** Python 2's keys are bytes. */
    private static @Nullable Object named(Map<?, ?> keywords, String name) {
        for (Map.Entry<?, ?> each : keywords.entrySet()) {
            if (String.valueOf(each.getKey()).equals(name)) {
                return each.getValue();
            }
        }
        return null;
    }

    private static List<String> names(@Nullable Object exposed) {
        List<?> items =
                exposed instanceof PyTuple tuple ? tuple.asList() : exposed instanceof List<?> list ? list : List.of();
        return items.stream().map(String::valueOf).toList();
    }
}
