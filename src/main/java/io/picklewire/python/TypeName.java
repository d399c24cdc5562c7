package io.picklewire.python;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of types as Python 3's {@code type(value).__name__} gives them. Any thread. */
public final class TypeName {
    private static final Set<String> RECONSTRUCTORS = Set.of("__newobj__", "__newobj_ex__", "_reconstructor");

    private TypeName() {}

    /** The type's name without its module; of a Java object that is nothing in Python, its simple class name. */
    public static String of(@Nullable Object value) {
        if (value == null) {
            return "NoneType";
        }
        if (value instanceof PyObject object) {
            if (object.construction() == PyObject.Construction.VALUE) {
                return of(object.args());
            }
            PyGlobal type = type(object);
            return type == null ? "object" : last(type);
        }
        if (value instanceof PyException exception) {
            return last(exception.type());
        }
        if (value instanceof PySet set) {
            return set.isFrozen() ? "frozenset" : "set";
        }
        String scalar = scalar(value);
        return scalar != null ? scalar : other(value);
    }

    /** The class of an object as its recipe has it, or null when the recipe calls no global. */
    static @Nullable PyGlobal type(PyObject object) {
        if (!(object.callable() instanceof PyGlobal called)) {
            return null;
        }
        boolean copyreg = called.module().equals("copyreg") || called.module().equals("copy_reg");
        boolean first = copyreg && RECONSTRUCTORS.contains(called.name());
        if (first && object.args() instanceof PyTuple args && args.size() > 0) {
            return args.get(0) instanceof PyGlobal type ? type : null;
        }
        return called;
    }

    /** {@code __name__}: the last part of the qualified name. */
    static String last(PyGlobal type) {
        return type.name().substring(type.name().lastIndexOf('.') + 1);
    }

    private static @Nullable String scalar(Object value) {
        if (value instanceof Boolean) {
            return "bool";
        }
        if (Index.isIndex(value)) {
            return "int";
        }
        if (value instanceof Double || value instanceof Float) {
            return "float";
        }
        if (value instanceof String || value instanceof PyText || value instanceof Py2Str) {
            return "str";
        }
        return value instanceof byte[] ? "bytes" : value instanceof PyComplex ? "complex" : null;
    }

    private static String other(Object value) {
        if (value instanceof List) {
            return "list";
        }
        if (value instanceof Map) {
            return "dict";
        }
        if (value instanceof Set) {
            return "set";
        }
        if (value instanceof PyByteArray) {
            return "bytearray";
        }
        if (value instanceof PyGlobal) {
            return "type";
        }
        boolean ours = value instanceof PyTuple || value instanceof PySlice || value instanceof PyRange;
        String name = value.getClass().getSimpleName();
        return ours ? name.substring(2).toLowerCase(java.util.Locale.ROOT) : name;
    }
}
