package io.picklewire.javaobject;

import io.picklewire.python.PyException;
import java.lang.reflect.Executable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The public methods of one name, or a class's public constructors. Immutable; any thread. */
final class Overloads {
    private final String name;
    private final List<JavaMethod> methods;

    Overloads(String name, List<? extends Executable> methods) {
        this.name = name;
        this.methods = methods.stream()
                .map(method -> new JavaMethod(name, method))
                .sorted(Comparator.comparingInt(JavaMethod::rank).thenComparing(JavaMethod::toString))
                .toList();
    }

    /**
     * Calls the first that takes the arguments.
     *
     * @param target the object; null for a constructor
     * @throws PyException TypeError, ValueError or OverflowError when none does
     * @throws ReflectiveOperationException around what the method threw
     */
    @Nullable
    Object invoke(@Nullable Object target, JavaArguments arguments) throws ReflectiveOperationException {
        List<PyException> failures = new ArrayList<>();
        for (JavaMethod method : fitting(arguments)) {
            @Nullable Object[] bound;
            try {
                bound = method.bind(arguments);
            } catch (PyException e) {
                failures.add(e);
                continue;
            }
            return method.invoke(target, bound);
        }
        throw failures.size() == 1 ? failures.get(0) : none(arguments);
    }

    private List<JavaMethod> fitting(JavaArguments arguments) {
        return methods.size() == 1
                ? methods
                : methods.stream()
                        .filter(method -> method.takes(
                                arguments.positional().size(), arguments.named().keySet()))
                        .toList();
    }

    private PyException none(JavaArguments arguments) {
        String all = methods.stream().map(JavaMethod::toString).collect(Collectors.joining(", "));
        return PyException.typeError("no " + name + "() takes (" + arguments.types() + "); allowed are " + all);
    }
}
