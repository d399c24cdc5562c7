package io.picklewire.shared;

import io.picklewire.conversion.JavaFailure;
import io.picklewire.conversion.PythonValue;
import io.picklewire.python.PyException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Any Java object: its public methods are called under their Java names.
 *
 * <p>Arguments are converted to the parameters' declared types, which also tell overloads apart. Keyword arguments
 * work where parameter names are compiled in. A result is copied on the way out. A method that returns a
 * {@link CompletionStage} or a {@link Future} is answered when that completes. What the object throws is a Python
 * exception with the Java one as its cause. Any thread.
 */
final class JavaObject extends JavaShared {
    private final JavaMethods methods;

    private JavaObject(Object target, Exposure exposure) {
        super(target, exposure);
        this.methods = JavaMethods.of(target.getClass());
    }

    static JavaObject of(Object target, Exposure exposure) {
        return new JavaObject(target, exposure);
    }

    @Override
    @Nullable
    Object invoke(Call call) throws Exception {
        Overloads overloads = methods.named(call.method());
        if (overloads == null) {
            throw PyException.attributeError("no method '" + call.method() + "'");
        }
        Object returned = overloads.invoke(target(), JavaArguments.open(call.args(), call.kwargs(), call.neighbours()));
        if (returned instanceof CompletionStage<?> stage) {
            return stage.thenApply(later -> result(call.method(), later));
        }
        return result(call.method(), returned instanceof Future<?> future ? future.get() : returned);
    }

    @Override
    @Nullable
    Object content() {
        return PythonValue.of(target());
    }

    @Override
    String shown(int protocol) {
        try {
            return String.valueOf(target());
        } catch (RuntimeException | StackOverflowError e) { // its toString fails
            throw JavaFailure.toPython(e);
        }
    }

    @Override
    List<String> methods() {
        return methods.names();
    }
}
