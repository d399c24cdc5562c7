package io.picklewire.javaobject;

import io.picklewire.conversion.Conversion;
import io.picklewire.conversion.Conversions;
import io.picklewire.python.PyException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Java method or constructor as Python calls it; the last parameter may take any number of arguments. Immutable;
 * any thread.
 */
final class JavaMethod {
    private record Slot(String name, boolean named, Class<?> type, Conversion conversion) {}

    private final String name;
    private final Executable method;
    private final List<Slot> slots = new ArrayList<>();
    private final @Nullable Slot rest;

    /** {@code name} is what Python calls it. */
    JavaMethod(String name, Executable method) {
        this.name = name;
        this.method = method;
        java.lang.reflect.Parameter[] parameters = method.getParameters();
        Type[] types = types(method);
        for (int i = 0; i < parameters.length; i++) {
            java.lang.reflect.Parameter parameter = parameters[i];
            boolean packs = parameter.isVarArgs();
            Class<?> type = packs ? parameter.getType().getComponentType() : parameter.getType();
            Conversion conversion = Conversions.to(packs ? type : types[i]);
            slots.add(new Slot(parameter.getName(), parameter.isNamePresent(), type, conversion));
        }
        this.rest = method.isVarArgs() ? slots.remove(slots.size() - 1) : null;
    }

    /** The constructors of inner classes have parameters that only the compiler knows of. */
    private static Type[] types(Executable method) {
        Type[] generic = method.getGenericParameterTypes();
        return generic.length == method.getParameterCount() ? generic : method.getParameterTypes();
    }

    /** Sorts overloads: the one whose types are likelier meant comes first. */
    int rank() {
        int sum = slots.stream().mapToInt(slot -> Conversions.rank(slot.type())).sum();
        return rest == null ? sum : sum + 1000;
    }

    /** Whether so many arguments, and keywords of these names, could be meant for it. */
    boolean takes(int positional, Set<String> keywords) {
        List<String> open = slots.stream().skip(positional).map(Slot::name).toList();
        return (rest != null || positional <= slots.size()) && new HashSet<>(open).equals(keywords);
    }

    /**
     * The Java arguments.
     *
     * @throws PyException TypeError, ValueError or OverflowError when the given ones do not fit
     */
    @Nullable
    Object[] bind(JavaArguments arguments) {
        List<JavaArgument> args = arguments.positional();
        Map<String, JavaArgument> kwargs = arguments.named();
        check(args.size(), kwargs);
        @Nullable Object[] bound = new @Nullable Object[slots.size() + (rest == null ? 0 : 1)];
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            JavaArgument given = i < args.size() ? args.get(i) : kwargs.get(slot.name());
            bound[i] = convert(given, slot);
        }
        if (rest != null) {
            List<JavaArgument> more = args.subList(Math.min(slots.size(), args.size()), args.size());
            Object packed = Array.newInstance(rest.type(), more.size());
            for (int i = 0; i < more.size(); i++) {
                Array.set(packed, i, convert(more.get(i), rest));
            }
            bound[slots.size()] = packed;
        }
        return bound;
    }

    private @Nullable Object convert(@Nullable JavaArgument given, Slot slot) {
        Conversion conversion = value -> given == null ? null : given.as(slot.type(), slot.conversion());
        return conversion.at(name + "() argument '" + slot.name() + "'", null);
    }

    private void check(int positional, Map<String, JavaArgument> kwargs) {
        if (rest == null && positional > slots.size()) {
            throw PyException.typeError(name + "() takes " + slots.size() + " positional argument"
                    + (slots.size() == 1 ? "" : "s") + " but " + positional + (positional == 1 ? " was" : " were")
                    + " given");
        }
        for (String keyword : kwargs.keySet()) {
            checkKeyword(keyword, positional);
        }
        List<String> missing = slots.stream()
                .skip(positional)
                .filter(slot -> !kwargs.containsKey(slot.name()))
                .map(slot -> "'" + slot.name() + "'")
                .toList();
        if (!missing.isEmpty()) {
            throw PyException.typeError(name + "() missing " + missing.size() + " required positional argument"
                    + (missing.size() == 1 ? "" : "s") + ": " + listed(missing));
        }
    }

    private void checkKeyword(String keyword, int positional) {
        if (slots.stream().anyMatch(slot -> !slot.named())) {
            throw PyException.typeError(name + "() takes no keyword arguments: "
                    + method.getDeclaringClass().getName()
                    + " was compiled without parameter names (javac -parameters)");
        }
        List<String> names = slots.stream().map(Slot::name).toList();
        int index = names.indexOf(keyword);
        if (index < 0) {
            throw PyException.typeError(name + "() got an unexpected keyword argument '" + keyword + "'");
        }
        if (index < positional) {
            throw PyException.typeError(name + "() got multiple values for argument '" + keyword + "'");
        }
    }

    /** {@code 'a'}, {@code 'a' and 'b'}, {@code 'a', 'b', and 'c'}: as CPython lists names. */
    private static String listed(List<String> names) {
        int last = names.size() - 1;
        if (last < 2) {
            return String.join(" and ", names);
        }
        return String.join(", ", names.subList(0, last)) + ", and " + names.get(last);
    }

    @Nullable
    Object invoke(@Nullable Object target, @Nullable Object[] arguments) throws ReflectiveOperationException {
        return method instanceof Constructor<?> constructor
                ? constructor.newInstance(arguments)
                : ((Method) method).invoke(target, arguments);
    }

    /** As in Java, such as {@code put(int slot, String item)}. */
    @Override
    public String toString() {
        return Arrays.stream(method.getParameters())
                .map(java.lang.reflect.Parameter::toString)
                .collect(Collectors.joining(", ", name + "(", ")"));
    }
}
