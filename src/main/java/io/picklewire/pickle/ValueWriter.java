package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.Py2Str;
import io.picklewire.python.PyByteArray;
import io.picklewire.python.PyComplex;
import io.picklewire.python.PyException;
import io.picklewire.python.PyExtension;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PyObject;
import io.picklewire.python.PyRange;
import io.picklewire.python.PySet;
import io.picklewire.python.PySlice;
import io.picklewire.python.PyText;
import io.picklewire.python.PyTuple;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Which opcodes a value of which Java type takes. Not thread-safe. */
final class ValueWriter {
    /** Larger text, bytes and ints are written once and then referred to. */
    private static final int WORTH_A_MEMO = 64;

    private static final Map<Class<?>, BiConsumer<ValueWriter, Object>> TYPES = new HashMap<>();

    static {
        type(Boolean.class, (writer, value) -> writer.opcodes().bool(value));
        type(Byte.class, (writer, value) -> writer.opcodes().integer((int) value));
        type(Short.class, (writer, value) -> writer.opcodes().integer((int) value));
        type(Integer.class, (writer, value) -> writer.opcodes().integer((int) value));
        type(Long.class, (writer, value) -> writer.opcodes().integer((long) value));
        type(BigInteger.class, ValueWriter::integer);
        type(Float.class, (writer, value) -> writer.opcodes().floating(value));
        type(Double.class, (writer, value) -> writer.opcodes().floating(value));
        type(String.class, ValueWriter::text);
        type(PyText.class, (writer, value) -> writer.opcodes().text(value.codePoints()));
        type(Character.class, (writer, value) -> writer.opcodes().text(value.toString()));
        type(byte[].class, ValueWriter::bytes);
        type(Py2Str.class, ValueWriter::python2);
        type(PyByteArray.class, ValueWriter::byteArray);
        type(PyGlobal.class, ValueWriter::global);
        type(PyExtension.class, (writer, value) -> writer.opcodes().extension(value.code()));
        type(PyTuple.class, (writer, value) -> writer.containers.tuple(value));
        type(PySet.class, (writer, value) -> writer.containers.set(value));
        type(PyObject.class, (writer, value) -> writer.objects.object(value));
        type(PyComplex.class, (writer, value) -> writer.builtin(value, "complex", value.real(), value.imaginary()));
        type(
                PySlice.class,
                (writer, value) -> writer.builtin(value, "slice", value.start(), value.stop(), value.step()));
        type(
                PyRange.class,
                (writer, value) -> writer.builtin(value, "range", value.start(), value.stop(), value.step()));
        type(
                PyException.class,
                (writer, value) -> writer.reduce(
                        value,
                        value.type().module(),
                        value.type().name(),
                        value.args().asList().toArray()));
    }

    private final Dumper dumper;
    private final ContainerWriter containers;
    private final ObjectWriter objects;

    ValueWriter(Dumper dumper) {
        this.dumper = dumper;
        this.containers = new ContainerWriter(dumper);
        this.objects = new ObjectWriter(dumper);
    }

    private static <T> void type(Class<T> type, BiConsumer<ValueWriter, T> how) {
        TYPES.put(type, (writer, value) -> how.accept(writer, type.cast(value)));
    }

    void write(Object value) {
        BiConsumer<ValueWriter, Object> how = TYPES.get(value.getClass());
        if (how != null) {
            how.accept(this, value);
        } else if (value instanceof Map<?, ?> map) {
            containers.dict(map);
        } else if (value instanceof Set<?> set) {
            containers.set(set);
        } else if (value instanceof Collection<?> list) {
            containers.list(list);
        } else {
            dumper.emit(JavaTypes.toPython(value, dumper.protocol()));
        }
    }

    void reduce(Object value, String module, String name, @Nullable Object... args) {
        PyGlobal callable = new PyGlobal(module, name);
        objects.reduce(value, callable, PyTuple.of(args));
    }

    private void builtin(Object value, String name, @Nullable Object... args) {
        reduce(value, "builtins", name, args);
    }

    private OpcodeWriter opcodes() {
        return dumper.opcodes();
    }

    private void integer(BigInteger value) {
        opcodes().integer(value);
        memoizeIfLarge(value, value.bitLength() / Byte.SIZE);
    }

    private void text(String value) {
        opcodes().text(value);
        memoizeIfLarge(value, value.length());
    }

    private void bytes(byte[] value) {
        if (dumper.protocol() >= Dumper.PYTHON3) {
            opcodes().bytes(value);
            memoizeIfLarge(value, value.length);
        } else if (value.length == 0) {
            builtin(value, "bytes");
        } else {
            reduce(value, "_codecs", "encode", latin1(value), "latin1");
        }
    }

    /** Before protocol 4 a name is looked up in its module only: what is inside a class is asked of the class. */
    private void global(PyGlobal value) {
        int dot = value.name().lastIndexOf('.');
        if (dot < 0 || dumper.protocol() >= Dumper.COMMON) {
            opcodes().global(value);
        } else {
            PyGlobal outer = new PyGlobal(value.module(), value.name().substring(0, dot));
            builtin(value, "getattr", outer, value.name().substring(dot + 1));
        }
    }

    private void python2(Py2Str value) {
        if (dumper.protocol() <= Dumper.PYTHON2) {
            opcodes().python2(value);
            memoizeIfLarge(value, value.bytes().length);
        } else if (value.isAscii()) {
            text(value.text());
        } else {
            bytes(value.bytes());
        }
    }

    private void byteArray(PyByteArray value) {
        if (dumper.protocol() >= Dumper.HIGHEST) {
            opcodes().byteArray(value.bytes());
            dumper.memoize(value);
        } else if (dumper.protocol() >= Dumper.PYTHON3) {
            builtin(value, "bytearray", new Object[] {value.bytes()});
        } else {
            builtin(value, "bytearray", latin1(value.bytes()), "latin-1");
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void memoizeIfLarge(Object value, int size) {
        if (size > WORTH_A_MEMO) {
            dumper.memoize(value);
        }
    }
}
