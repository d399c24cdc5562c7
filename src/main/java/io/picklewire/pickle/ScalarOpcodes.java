package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.Py2Str;
import io.picklewire.python.PyByteArray;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Numbers, text and bytes as a pickle writes them. Not thread-safe. */
final class ScalarOpcodes {
    /** Decimal digits take more than linear time to read; Python itself refuses over 4,300. */
    private static final int MOST_DIGITS = 20_000;

    private final OpcodeCursor cursor;

    ScalarOpcodes(OpcodeCursor cursor) {
        this.cursor = cursor;
    }

    /** The value that the current opcode pushes. */
    @Nullable
    Object read() {
        return switch (cursor.opcode) {
            case NONE -> null;
            case NEWTRUE -> true;
            case NEWFALSE -> false;
            case BININT, BININT1, BININT2 -> (int) cursor.number();
            case LONG1, LONG4 -> binaryLong();
            case INT -> decimalInt();
            case LONG -> decimal(cursor.latin1());
            case BINFLOAT -> Double.longBitsToDouble(Long.reverseBytes(cursor.number()));
            case FLOAT -> decimalFloat();
            default -> textual();
        };
    }

    private Object textual() {
        return switch (cursor.opcode) {
            case SHORT_BINUNICODE, BINUNICODE, BINUNICODE8 ->
                PickleText.utf8(cursor.data(), cursor.from, cursor.to, cursor::failure);
            case UNICODE -> PickleText.rawUnicodeEscape(cursor.latin1(), cursor::failure);
            case SHORT_BINBYTES, BINBYTES, BINBYTES8 -> cursor.bytes();
            case BYTEARRAY8 -> new PyByteArray(cursor.bytes());
            case SHORT_BINSTRING, BINSTRING -> Py2Str.of(cursor.bytes());
            case STRING -> Py2Str.of(PickleText.stringLiteral(cursor.latin1(), cursor::failure));
            default -> throw cursor.failure("opcode 0x" + Integer.toHexString(cursor.opcode) + " has no meaning here");
        };
    }

    private Object binaryLong() {
        int length = cursor.to - cursor.from;
        if (length == 0) {
            return 0;
        }
        byte[] bigEndian = new byte[length];
        for (int i = 0; i < length; i++) {
            bigEndian[i] = cursor.data()[cursor.to - 1 - i];
        }
        return smallest(new BigInteger(bigEndian));
    }

    private Object decimalInt() {
        String line = cursor.latin1();
        return switch (line) {
            case "00" -> false;
            case "01" -> true;
            default -> decimal(line);
        };
    }

    private Object decimal(String line) {
        String digits = line.strip();
        digits = digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits;
        if (digits.length() > MOST_DIGITS) {
            throw cursor.failure("an int of " + digits.length() + " digits exceeds the limit of " + MOST_DIGITS);
        }
        try {
            return smallest(new BigInteger(digits));
        } catch (NumberFormatException e) {
            throw cursor.failure("'" + digits + "' is not an int");
        }
    }

    private Object decimalFloat() {
        String line = cursor.latin1().strip();
        String unsigned = line.startsWith("-") || line.startsWith("+") ? line.substring(1) : line;
        if (unsigned.equals("inf")) {
            return line.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (unsigned.equals("nan")) {
            return Double.NaN;
        }
        try {
            return Double.valueOf(line);
        } catch (NumberFormatException e) {
            throw cursor.failure("'" + line + "' is not a float");
        }
    }

    private static Object smallest(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return value.intValue();
        }
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
