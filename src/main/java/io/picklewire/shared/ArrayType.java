package io.picklewire.shared;

import io.picklewire.python.BuiltinValue;
import io.picklewire.python.Index;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyException;
import io.picklewire.python.PyText;
import io.picklewire.python.TypeName;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an array's type code says of its items, as CPython's {@code array} module has it on 64-bit Linux.
 * The bytes of items are in little-endian order. Immutable; any thread.
 */
enum ArrayType {
    B_SIGNED('b', 1, "signed char"),
    B_UNSIGNED('B', 1, "unsigned byte integer"),
    H_SIGNED('h', 2, "signed short integer"),
    H_UNSIGNED('H', 2, "unsigned short"),
    I_SIGNED('i', 4, "signed integer"),
    I_UNSIGNED('I', 4, "unsigned int"),
    L_SIGNED('l', 8, ""),
    L_UNSIGNED('L', 8, ""),
    Q_SIGNED('q', 8, ""),
    Q_UNSIGNED('Q', 8, ""),
    FLOAT('f', 4, ""),
    DOUBLE('d', 8, ""),
    UNICODE('u', 4, ""),
    WIDE('w', 4, ""),
    CHARACTER('c', 1, "");

    private static final String CODES = "b, B, u, w, h, H, i, I, l, L, q, Q, f or d";

    private final char code;
    private final int size;
    private final String name;

    ArrayType(char code, int size, String name) {
        this.code = code;
        this.size = size;
        this.name = name;
    }

    /** @throws PyException TypeError or ValueError when that is no type code */
    static ArrayType of(@Nullable Object typecode) {
        Object code = typecode instanceof Py2Str str ? str.toPython3() : typecode;
        if (!(code instanceof String text) || text.length() != 1) {
            throw PyException.typeError("array() argument 1 must be a unicode character, not " + TypeName.of(typecode));
        }
        for (ArrayType type : values()) {
            if (type.code == text.charAt(0)) {
                return type;
            }
        }
        throw PyException.valueError("bad typecode (must be " + CODES + ")");
    }

    String code() {
        return String.valueOf(code);
    }

    boolean isText() {
        return this == UNICODE || this == WIDE || this == CHARACTER;
    }

    private boolean isFloat() {
        return this == FLOAT || this == DOUBLE;
    }

    /** The item as the array keeps it. */
    Object item(@Nullable Object given) {
        Object value = BuiltinValue.of(given);
        if (isText()) {
            return character(value);
        }
        return isFloat() ? real(value) : Index.smallest(whole(Index.of(value)));
    }

    private Object character(@Nullable Object value) {
        if (this == CHARACTER && value instanceof Py2Str str && str.bytes().length == 1) {
            return str;
        }
        if (value instanceof String character && character.codePointCount(0, character.length()) == 1) {
            return character;
        }
        throw PyException.typeError("array item must be " + (this == CHARACTER ? "char" : "unicode character"));
    }

    /** The item as Python 2 has it: unsigned ints of 32 bits and more are its long. */
    Object python2(Object item) {
        return this == I_UNSIGNED || this == L_UNSIGNED ? Index.of(item) : item;
    }

    /** The list of the items as that reader's Python shows it. */
    String repr(List<Object> items, boolean isPython2) {
        boolean longs = isPython2 && (this == I_UNSIGNED || this == L_UNSIGNED);
        return longs
                ? items.stream().map(item -> item + "L").collect(Collectors.joining(", ", "[", "]"))
                : StoredRepr.of(items, isPython2);
    }

    private Object real(@Nullable Object value) {
        if (!(value instanceof Double) && !Index.isIndex(value)) {
            throw PyException.typeError("must be real number, not " + TypeName.of(value));
        }
        double number = value instanceof Double real ? real : Index.of(value).doubleValue();
        if (Double.isInfinite(number) && !(value instanceof Double)) {
            throw PyException.overflowError("int too large to convert to float");
        }
        return this == FLOAT ? (double) (float) number : number;
    }

    private BigInteger whole(BigInteger value) {
        boolean unsigned = Character.isUpperCase(code);
        boolean wideUnsigned = unsigned && size >= 4;
        if (wideUnsigned && value.signum() < 0) {
            throw PyException.overflowError(
                    this == Q_UNSIGNED
                            ? "can't convert negative int to unsigned"
                            : "can't convert negative value to unsigned int");
        }
        if (wideUnsigned ? value.bitLength() > Long.SIZE : value.bitLength() >= Long.SIZE) {
            boolean quad = this == Q_SIGNED || this == Q_UNSIGNED;
            throw PyException.overflowError(
                    quad
                            ? "int too big to convert"
                            : "Python int too large to convert to C " + (wideUnsigned ? "unsigned long" : "long"));
        }
        BigInteger least = unsigned
                ? BigInteger.ZERO
                : BigInteger.ONE.shiftLeft(size * 8 - 1).negate();
        BigInteger most =
                BigInteger.ONE.shiftLeft(unsigned ? size * 8 : size * 8 - 1).subtract(BigInteger.ONE);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            boolean greater = value.signum() > 0;
            throw PyException.overflowError(
                    outgrown(value) + (greater ? " is greater than maximum" : " is less than minimum"));
        }
        return value;
    }

    /** CPython reads a char through a short and a short through an int, and names the first that is too small. */
    private String outgrown(BigInteger value) {
        if (this == B_SIGNED && value.bitLength() >= Short.SIZE) {
            return H_SIGNED.name;
        }
        return this == H_UNSIGNED && value.bitLength() >= Integer.SIZE ? I_SIGNED.name : name;
    }

    /** The items' machine values. */
    byte[] bytes(List<Object> items) {
        ByteBuffer buffer = ByteBuffer.allocate(items.size() * size).order(ByteOrder.LITTLE_ENDIAN);
        for (Object item : items) {
            switch (this) {
                case FLOAT -> buffer.putFloat(((Double) item).floatValue());
                case DOUBLE -> buffer.putDouble((Double) item);
                case UNICODE, WIDE -> buffer.putInt(((String) item).codePointAt(0));
                case CHARACTER -> buffer.put(((Py2Str) item).bytes());
                default -> put(buffer, Index.of(item).longValue());
            }
        }
        return buffer.array();
    }

    private void put(ByteBuffer buffer, long value) {
        for (int i = 0; i < size; i++) {
            buffer.put((byte) (value >> (8 * i)));
        }
    }

    /** @throws PyException ValueError when the bytes are no whole number of items */
    List<Object> items(byte[] bytes) {
        if (bytes.length % size != 0) {
            throw PyException.valueError("bytes length not a multiple of item size");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Object> items = new ArrayList<>(bytes.length / size);
        while (buffer.hasRemaining()) {
            items.add(
                    switch (this) {
                        case FLOAT -> (double) buffer.getFloat();
                        case DOUBLE -> buffer.getDouble();
                        case UNICODE, WIDE -> PyText.of(new int[] {buffer.getInt()});
                        case CHARACTER -> Py2Str.of(new byte[] {buffer.get()});
                        default -> Index.smallest(number(buffer));
                    });
        }
        return items;
    }

    private BigInteger number(ByteBuffer buffer) {
        byte[] bigEndian = new byte[size];
        for (int i = size - 1; i >= 0; i--) {
            bigEndian[i] = buffer.get();
        }
        return Character.isUpperCase(code) ? new BigInteger(1, bigEndian) : new BigInteger(bigEndian);
    }
}
