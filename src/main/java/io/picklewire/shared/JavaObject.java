package io.picklewire.shared;

import io.picklewire.conversion.PythonValue;
import io.picklewire.python.PyException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Any Java object: its public methods are called under their Java names.
 *
 * <p>Arguments are converted to the parameters' declared types, which also tell overloads apart. Keyword arguments
 * work where parameter names are compiled in. A result is copied on the way out: see the package's documentation
 * for what becomes what. A method that returns a {@link CompletionStage} or a {@link Future} is answered when that
 * completes. What the object throws is a Python exception with the Java one as its cause. Any thread.
 */
public final class JavaObject extends JavaShared {
    private final JavaMethods methods;

    private JavaObject(Object target) {
        super(target);
        this.methods = JavaMethods.of(target.getClass());
    }

    /** Shares an object of an application. */
    public static JavaObject of(Object target) {
        return new JavaObject(target);
    }

    @Override
    @Nullable
    Object invoke(Call call) throws Exception {
        Overloads overloads = methods.named(call.method());
        if (overloads == null) {
            throw PyException.attributeError("no method '" + call.method() + "'");
        }
        List<JavaArgument> args = new ArrayList<>();
        call.args().forEach(arg -> args.add(JavaArgument.open(arg, call.neighbours())));
        Map<String, JavaArgument> kwargs = new LinkedHashMap<>();
        call.kwargs().forEach((keyword, arg) -> kwargs.put(keyword, JavaArgument.open(arg, call.neighbours())));
        Object result = overloads.invoke(target(), args, kwargs);
        if (result instanceof CompletionStage<?> stage) {
            return stage.thenApply(JavaObject::result);
        }
        return result(result instanceof Future<?> future ? future.get() : result);
    }

    private static @Nullable Object result(@Nullable Object returned) {
        return returned instanceof SharedObject ? returned : PythonValue.of(returned);
    }

    @Override
    public List<String> exposed() {
        return methods.names();
    }
}
