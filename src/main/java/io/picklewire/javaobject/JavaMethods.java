package io.picklewire.javaobject;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The methods of a Java class that Python may call: the public ones of its objects, by name, but for those that
 * every object has. A class's static methods are not its objects'. Immutable; any thread.
 */
final class JavaMethods {
    private static final ClassValue<JavaMethods> BY_CLASS = new ClassValue<>() {
        @Override
        protected JavaMethods computeValue(Class<?> type) {
            return new JavaMethods(type);
        }
    };

    private final Map<String, Overloads> methods = new TreeMap<>();

    /** A method, and the same as it can be called from here. */
    private record Candidate(Method declared, Method callable) {}

    private JavaMethods(Class<?> type) {
        List<Candidate> all = Arrays.stream(type.getMethods())
                .filter(JavaMethods::isOfObjects)
                .flatMap(method -> callable(method, type).map(callable -> new Candidate(method, callable)).stream())
                .toList();
        Map<String, List<Method>> byName = new TreeMap<>();
        for (Candidate candidate : all) {
            Optional<String> name = PythonName.of(candidate.declared().getName());
            if (name.isPresent() && !isReplaced(candidate.declared(), all)) {
                List<Method> known = byName.computeIfAbsent(name.get(), any -> new ArrayList<>());
                if (known.stream().noneMatch(other -> isSame(other, candidate.callable()))) {
                    known.add(candidate.callable());
                }
            }
        }
        byName.forEach((name, overloads) -> methods.put(name, new Overloads(name, overloads)));
    }

    static JavaMethods of(Class<?> type) {
        return BY_CLASS.get(type);
    }

    /** The names, sorted, without those that begin with an underscore: Python takes them for private. */
    List<String> names() {
        return methods.keySet().stream().filter(name -> !name.startsWith("_")).toList();
    }

    /** The names that begin with an underscore, which can be exposed by name. */
    List<String> privateNames() {
        return methods.keySet().stream().filter(name -> name.startsWith("_")).toList();
    }

    /** The methods of that name, or null. */
    @Nullable
    Overloads named(String name) {
        return methods.get(name);
    }

    private static boolean isOfObjects(Method method) {
        return !Modifier.isStatic(method.getModifiers())
                && (method.isBridge() || !method.isSynthetic())
                && !isOfEveryObject(method);
    }

    /** Whether it is one of {@link Object}'s, perhaps overridden. */
    static boolean isOfEveryObject(Method method) {
        return Arrays.stream(Object.class.getMethods()).anyMatch(every -> isSame(every, method));
    }

    /** The public methods of a class's objects, each as it may be called from here. */
    static List<Method> callable(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(JavaMethods::isOfObjects)
                .flatMap(method -> callable(method, type).stream())
                .toList();
    }

    private static boolean isSame(Method a, Method b) {
        return a.getName().equals(b.getName()) && Arrays.equals(a.getParameterTypes(), b.getParameterTypes());
    }

    /** Whether a method only hands over to one with narrower types, as compilers add them for generics. */
    private static boolean isReplaced(Method method, List<Candidate> all) {
        return method.isBridge()
                && all.stream()
                        .map(Candidate::declared)
                        .filter(other -> !other.isBridge() && other.getName().equals(method.getName()))
                        .anyMatch(other -> isNarrower(other, method));
    }

    private static boolean isNarrower(Method narrow, Method wide) {
        Class<?>[] types = narrow.getParameterTypes();
        Class<?>[] wideTypes = wide.getParameterTypes();
        if (types.length != wideTypes.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (!wideTypes[i].isAssignableFrom(types[i])) {
                return false;
            }
        }
        return true;
    }

    /** The method as it may be called from here: that of a public class or interface, or made accessible. */
    private static Optional<Method> callable(Method method, Class<?> type) {
        if (isOpen(method.getDeclaringClass())) {
            return Optional.of(method);
        }
        Optional<Method> declared = supertypes(type)
                .filter(JavaMethods::isOpen)
                .flatMap(open -> Arrays.stream(open.getMethods()))
                .filter(other -> isSame(other, method) && isOpen(other.getDeclaringClass()))
                .findFirst();
        return declared.isPresent() ? declared : Optional.of(method).filter(AccessibleObject::trySetAccessible);
    }

    /** Whether everybody may call what is public in it. */
    static boolean isOpen(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) && type.getModule().isExported(type.getPackageName());
    }

    private static Stream<Class<?>> supertypes(Class<?> type) {
        Stream<Class<?>> own = Stream.of(type);
        Stream<Class<?>> above = type.getSuperclass() == null ? Stream.empty() : supertypes(type.getSuperclass());
        Stream<Class<?>> interfaces = Arrays.stream(type.getInterfaces()).flatMap(JavaMethods::supertypes);
        return Stream.concat(own, Stream.concat(above, interfaces));
    }
}
