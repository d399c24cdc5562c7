package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.razorvine.pickle.PickleException;

/**
 * Steps through the opcodes of a pickle, one at a time, and says where each one's argument lies.
 *
 * <p>A length that a pickle states is checked against the bytes that are there before anybody uses it.
 * Not thread-safe. The opcodes are those of CPython's {@code pickletools.opcodes}.
 */
final class OpcodeCursor {
    private static final byte NOTHING = 0;
    private static final byte FIXED1 = 1;
    private static final byte FIXED2 = 2;
    private static final byte FIXED4 = 3;
    private static final byte FIXED8 = 4;
    private static final byte LINE = 5;
    private static final byte TWO_LINES = 6;
    private static final byte COUNTED1 = 7;
    private static final byte COUNTED4 = 8;
    private static final byte COUNTED8 = 9;
    private static final byte UNKNOWN = 10;
    private static final byte[] ARGUMENTS = arguments();

    private final byte[] data;
    private final int limit;
    private int position;

    /** Where the current opcode starts. */
    int start;
    /** The current opcode. */
    int opcode;
    /** Where the bytes of its argument start: a line without its end, a counted string without its count. */
    int from;
    /** Where they end. */
    int to;

    private int firstLineEnd;

    OpcodeCursor(byte[] data, int position, int limit) {
        this.data = data;
        this.position = position;
        this.limit = limit;
    }

    /** True while there is something left to read. */
    boolean hasNext() {
        return position < limit;
    }

    /** Where the next opcode starts, which is where the current one ends. */
    int position() {
        return position;
    }

    /** Reads the next opcode and finds its argument. */
    void next() {
        start = position;
        require(1);
        opcode = data[position++] & 0xff;
        switch (ARGUMENTS[opcode]) {
            case NOTHING -> take(0);
            case FIXED1 -> take(1);
            case FIXED2 -> take(2);
            case FIXED4 -> take(4);
            case FIXED8 -> take(8);
            case LINE -> line();
            case TWO_LINES -> {
                line();
                int first = from;
                firstLineEnd = to;
                line();
                from = first;
            }
            case COUNTED1 -> take(count(1));
            case COUNTED4 -> take(count(4));
            case COUNTED8 -> take(count(8));
            default -> throw failure("unknown opcode 0x" + Integer.toHexString(opcode));
        }
    }

    /**
     * Steps over all None, bool, float and short int values that come next, and answers how many they were. Long lists are
     * of such, and this is several times as fast as {@link #next}: no step waits for the table's answer to the one before.
     */
    int skipScalars() {
        int at = position;
        int count = 0;
        while (at < limit) {
            int length = scalarLength(data[at]);
            if (length == 0 || limit - at < length) {
                break;
            }
            at += length;
            count++;
        }
        position = at;
        return count;
    }

    /** Bytes of the opcode with its argument, or 0 where it is none of those. */
    private static int scalarLength(byte opcode) {
        return switch (opcode) {
            case BININT -> 1 + Integer.BYTES;
            case BININT1 -> 1 + 1;
            case BININT2 -> 1 + Short.BYTES;
            case NONE, (byte) NEWTRUE, (byte) NEWFALSE -> 1;
            case BINFLOAT -> 1 + Double.BYTES;
            default -> 0;
        };
    }

    /** The argument as a little-endian unsigned number of one or two bytes, or a signed one of four or eight. */
    long number() {
        return littleEndian(from, to - from);
    }

    /** The argument as a memo index: of GET and PUT in any of their forms. */
    long memoIndex() {
        if (opcode == GET || opcode == PUT) {
            return decimal();
        }
        return opcode == BINGET || opcode == BINPUT ? number() : number() & 0xffffffffL;
    }

    /** Of an argument of two lines, where the first one ends. */
    int firstLineEnd() {
        return firstLineEnd;
    }

    /** The argument's bytes, copied. */
    byte[] bytes() {
        return Arrays.copyOfRange(data, from, to);
    }

    byte[] data() {
        return data;
    }

    /** The argument as text of a line, one character a byte. */
    String latin1() {
        return new String(data, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Whether the argument's bytes are those of {@code text}, which is ASCII. */
    boolean argumentIs(String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (data[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    PickleException failure(String what) {
        return new PickleException(what + " at byte " + start + " of a pickle of " + limit + " bytes");
    }

    private long decimal() {
        try {
            return Long.parseLong(latin1().trim());
        } catch (NumberFormatException e) {
            throw failure("memo index '" + latin1() + "' is not a number");
        }
    }

    private void take(int length) {
        require(length);
        from = position;
        position += length;
        to = position;
    }

    private int count(int width) {
        require(width);
        long count = littleEndian(position, width);
        position += width;
        if (count < 0 || count > limit - position) {
            throw failure("length " + count + " exceeds the " + (limit - position) + " bytes that are left");
        }
        return (int) count;
    }

    private void line() {
        from = position;
        while (position < limit && data[position] != '\n') {
            position++;
        }
        require(1);
        to = position++;
    }

    private long littleEndian(int at, int width) {
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = (value << 8) | (data[at + i] & 0xff);
        }
        return width == 4 ? (int) value : value;
    }

    private void require(int length) {
        if (limit - position < length) {
            throw failure("pickle data was truncated: " + length + " more bytes were needed, "
                    + Math.max(0, limit - position) + " are left");
        }
    }

    private static byte[] arguments() {
        byte[] table = new byte[256];
        Arrays.fill(table, UNKNOWN);
        set(table, NOTHING, MARK, STOP, POP, POP_MARK, DUP, NONE, BINPERSID, REDUCE, APPEND, BUILD, DICT);
        set(table, NOTHING, EMPTY_DICT, APPENDS, LIST, EMPTY_LIST, OBJ, SETITEM, TUPLE, EMPTY_TUPLE, SETITEMS, NEWOBJ);
        set(table, NOTHING, TUPLE1, TUPLE2, TUPLE3, NEWTRUE, NEWFALSE, EMPTY_SET, ADDITEMS, FROZENSET, NEWOBJ_EX);
        set(table, NOTHING, STACK_GLOBAL, MEMOIZE, NEXT_BUFFER, READONLY_BUFFER);
        set(table, FIXED1, PROTO, BININT1, BINGET, BINPUT, EXT1);
        set(table, FIXED2, BININT2, EXT2);
        set(table, FIXED4, BININT, LONG_BINGET, LONG_BINPUT, EXT4);
        set(table, FIXED8, BINFLOAT, FRAME);
        set(table, LINE, INT, LONG, FLOAT, STRING, UNICODE, GET, PUT, PERSID);
        set(table, TWO_LINES, GLOBAL, INST);
        set(table, COUNTED1, SHORT_BINSTRING, SHORT_BINUNICODE, SHORT_BINBYTES, LONG1);
        set(table, COUNTED4, BINSTRING, BINUNICODE, BINBYTES, LONG4);
        set(table, COUNTED8, BINUNICODE8, BINBYTES8, BYTEARRAY8);
        return table;
    }

    private static void set(byte[] table, byte argument, short... opcodes) {
        for (short opcode : opcodes) {
            table[opcode & 0xff] = argument;
        }
    }
}
