package io.picklewire.javaobject;

import io.picklewire.conversion.CustomTypes;
import io.picklewire.python.Sealed;
import io.picklewire.python.TypeName;
import io.picklewire.shared.ObjectLookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call of Java code.
 *
 * @param positional in order
 * @param named by keyword, in the caller's order
 */
record JavaArguments(List<JavaArgument> positional, Map<String, JavaArgument> named) {
    static JavaArguments open(List<Sealed> args, Map<String, Sealed> kwargs, ObjectLookup objects, CustomTypes types) {
        List<JavaArgument> positional = new ArrayList<>();
        args.forEach(arg -> positional.add(JavaArgument.open(arg, objects, types)));
        Map<String, JavaArgument> named = new LinkedHashMap<>();
        kwargs.forEach((keyword, arg) -> named.put(keyword, JavaArgument.open(arg, objects, types)));
        return new JavaArguments(positional, named);
    }

    /** The positional ones, for code that takes anything. */
    List<@Nullable Object> plainPositional() {
        List<@Nullable Object> plain = new ArrayList<>();
        positional.forEach(arg -> plain.add(arg.plain()));
        return plain;
    }

    /** The named ones, for code that takes anything. */
    Map<String, @Nullable Object> plainNamed() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        named.forEach((keyword, arg) -> plain.put(keyword, arg.plain()));
        return plain;
    }

    /** Their Python types, as {@code int, name=str}. */
    String types() {
        List<String> types = new ArrayList<>();
        positional.forEach(arg -> types.add(TypeName.of(arg.value())));
        named.forEach((keyword, arg) -> types.add(keyword + "=" + TypeName.of(arg.value())));
        return String.join(", ", types);
    }
}
