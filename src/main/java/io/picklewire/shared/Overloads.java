package io.picklewire.shared;

import io.picklewire.python.PyException;
import io.picklewire.python.TypeName;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The public methods of one name. Immutable; any thread. */
final class Overloads {
    private final String name;
    private final List<JavaMethod> methods;

    Overloads(String name, List<Method> methods) {
        this.name = name;
        this.methods = methods.stream()
                .map(JavaMethod::new)
                .sorted(Comparator.comparingInt(JavaMethod::rank).thenComparing(JavaMethod::toString))
                .toList();
    }

    /**
     * Calls the first that takes the arguments.
     *
     * @throws PyException TypeError, ValueError or OverflowError when none does
     * @throws ReflectiveOperationException around what the method threw
     */
    @Nullable
    Object invoke(Object target, List<JavaArgument> args, Map<String, JavaArgument> kwargs)
            throws ReflectiveOperationException {
        List<JavaMethod> fitting = fitting(args, kwargs);
        List<PyException> failures = new ArrayList<>();
        for (JavaMethod method : fitting) {
            @Nullable Object[] bound;
            try {
                bound = method.bind(args, kwargs);
            } catch (PyException e) {
                failures.add(e);
                continue;
            }
            return method.invoke(target, bound);
        }
        throw failures.size() == 1 ? failures.get(0) : none(args, kwargs);
    }

    private List<JavaMethod> fitting(List<JavaArgument> args, Map<String, JavaArgument> kwargs) {
        return methods.size() == 1
                ? methods
                : methods.stream()
                        .filter(method -> method.takes(args.size(), kwargs.keySet()))
                        .toList();
    }

    private PyException none(List<JavaArgument> args, Map<String, JavaArgument> kwargs) {
        List<String> given = new ArrayList<>();
        args.forEach(arg -> given.add(TypeName.of(arg.value())));
        kwargs.forEach((keyword, arg) -> given.add(keyword + "=" + TypeName.of(arg.value())));
        String all = methods.stream().map(JavaMethod::toString).collect(Collectors.joining(", "));
        return PyException.typeError("no " + name + "() takes (" + String.join(", ", given) + "); allowed are " + all);
    }
}
