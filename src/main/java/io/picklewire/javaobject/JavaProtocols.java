package io.picklewire.javaobject;

import io.picklewire.conversion.ToJava;
import io.picklewire.conversion.ToPython;
import io.picklewire.python.PyException;
import io.picklewire.python.PyObject;
import io.picklewire.python.TypeName;
import io.picklewire.shared.Signature;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Python's syntax asks of an object, for Java objects that have the same under another name: a call of a functional
 * interface, {@code with} for what can be closed, {@code in}, {@code len} and {@code for} for a collection, and
 * attributes. Any thread.
 */
final class JavaProtocols {
    /** What {@code NamespaceProxy} calls. A proxy that had them as methods of its own could find nothing else any more. */
    static final List<String> ATTRIBUTES = List.of("__getattribute__", "__setattr__", "__delattr__");

    private interface Body {
        @Nullable
        Object run(Object target, List<JavaArgument> args) throws Exception;
    }

    private record Method(Signature signature, Body body) {}

    private static final Map<String, Method> METHODS = Map.of(
            "__getattribute__",
                    method("__getattribute__", 1, (target, args) -> JavaAttributes.of(target.getClass())
                            .get(target, name(args.get(0)))),
            "__setattr__",
                    method("__setattr__", 2, (target, args) -> {
                        JavaAttributes.of(target.getClass()).set(target, name(args.get(0)), args.get(1));
                        return null;
                    }),
            "__delattr__",
                    method("__delattr__", 1, (target, args) -> {
                        throw JavaAttributes.of(target.getClass()).undeletable(name(args.get(0)));
                    }),
            "__enter__", method("__enter__", 0, (target, args) -> target), // whose proxy the client gets
            "__exit__",
                    method("__exit__", 3, (target, args) -> {
                        ((AutoCloseable) target).close();
                        return null;
                    }),
            "__contains__",
                    method("__contains__", 1, (target, args) -> {
                        Collection<?> items = (Collection<?>) target;
                        return KeyLookup.isIn(
                                items, KeyLookup.in(items, args.get(0).value()));
                    }),
            // As an iterator that is pickled whole: a proxy of one needs a name that few clients know.
            "__iter__",
                    method(
                            "__iter__",
                            0,
                            (target, args) -> PyObject.call(
                                    "builtins", "iter", ToPython.of(new ArrayList<>((Collection<?>) target)))),
            "__len__", method("__len__", 0, (target, args) -> ((Collection<?>) target).size()));

    private JavaProtocols() {}

    private static Method method(String name, int arguments, Body body) {
        return new Method(Signature.operator(name, arguments), body);
    }

    private static String name(JavaArgument argument) {
        if (ToJava.of(argument.value()) instanceof String name) {
            return name;
        }
        throw PyException.typeError("attribute name must be string, not '" + TypeName.of(argument.value()) + "'");
    }

    /** The names that an object of a class has besides those of its methods, without {@link #ATTRIBUTES}. */
    static List<String> names(Class<?> type) {
        List<String> names = new ArrayList<>();
        if (!function(type).isEmpty()) {
            names.add("__call__");
        }
        if (AutoCloseable.class.isAssignableFrom(type)) {
            names.addAll(List.of("__enter__", "__exit__"));
        }
        if (Collection.class.isAssignableFrom(type)) {
            names.addAll(List.of("__contains__", "__iter__", "__len__"));
        }
        return names;
    }

    /**
     * Carries out a call of one of the names but {@code __call__}.
     *
     * @throws Exception what the object threw
     */
    static @Nullable Object invoke(Object target, Invocation call) throws Exception {
        Method method = METHODS.get(call.method());
        if (method == null) {
            throw PyException.attributeError("no method '" + call.method() + "'");
        }
        method.signature().bind(call.args(), call.kwargs());
        return method.body().run(target, call.arguments().positional());
    }

    /** The name of the one method that a functional interface of the class has; empty when there is none or several. */
    static String function(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Class<?> each : interfaces(type)) {
            boolean meant = type.isSynthetic() || each.isAnnotationPresent(FunctionalInterface.class);
            List<String> required = meant ? required(each) : List.of();
            if (required.size() == 1) {
                names.add(required.get(0));
            }
        }
        return names.size() == 1 ? names.iterator().next() : "";
    }

    /** The names of the methods that an interface leaves to its classes. */
    private static List<String> required(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .filter(method -> !JavaMethods.isOfEveryObject(method))
                .map(java.lang.reflect.Method::getName)
                .distinct()
                .toList();
    }

    private static Set<Class<?>> interfaces(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Stream.of(each.getInterfaces()).forEach(own -> {
                all.add(own);
                all.addAll(interfaces(own));
            });
        }
        return all;
    }
}
