package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.Py2Str;
import io.picklewire.python.PyGlobal;
import io.picklewire.python.PythonNames;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Writes single opcodes and their arguments, as a protocol has them. Not thread-safe. */
final class OpcodeWriter {
    private static final int BYTE = 0xff;
    private static final int SHORT = 0xffff;

    private final PickleBuffer out;
    private final int protocol;

    OpcodeWriter(PickleBuffer out, int protocol) {
        this.out = out;
        this.protocol = protocol;
    }

    void opcode(int opcode) {
        out.write(opcode);
    }

    void none() {
        out.write(NONE);
    }

    void bool(boolean value) {
        if (protocol >= 2) {
            out.write(value ? NEWTRUE : NEWFALSE);
        } else {
            line(INT, value ? "01" : "00");
        }
    }

    /** An int of any size; to Python 2 one that is small all the same is a {@code long}. */
    void integer(BigInteger value) {
        if (protocol == Dumper.PYTHON2) {
            long4(value);
        } else if (value.bitLength() < Integer.SIZE) {
            integer(value.intValue());
        } else if (protocol < Dumper.PYTHON2) {
            line(LONG, value + "L");
        } else {
            long4(value);
        }
    }

    void integer(int value) {
        if (protocol == 0) {
            line(INT, Integer.toString(value));
        } else if (value >= 0 && value <= BYTE) {
            counted(BININT1, value, 1);
        } else if (value >= 0 && value <= SHORT) {
            counted(BININT2, value, 2);
        } else {
            counted(BININT, value, Integer.BYTES);
        }
    }

    /** An int of up to 64 bits. */
    void integer(long value) {
        if (value == (int) value) {
            integer((int) value);
        } else if (protocol <= Dumper.PYTHON2) {
            line(INT, Long.toString(value)); // Python 2's int has 64 bits, and no binary opcode beyond 32
        } else {
            long4(BigInteger.valueOf(value));
        }
    }

    private void long4(BigInteger value) {
        byte[] bigEndian = value.toByteArray();
        counted(
                bigEndian.length <= BYTE ? LONG1 : LONG4,
                bigEndian.length,
                bigEndian.length <= BYTE ? 1 : Integer.BYTES);
        for (int i = bigEndian.length - 1; i >= 0; i--) {
            out.write(bigEndian[i]);
        }
    }

    void floating(double value) {
        if (protocol > 0) {
            out.write(BINFLOAT);
            out.littleEndian(Long.reverseBytes(Double.doubleToRawLongBits(value)), Long.BYTES);
        } else if (Double.isNaN(value)) {
            line(FLOAT, "nan");
        } else {
            line(FLOAT, Double.isInfinite(value) ? value > 0 ? "inf" : "-inf" : Double.toString(value));
        }
    }

    /** Python text, from its code points where a String does not hold it. */
    void text(int[] codePoints) {
        if (protocol == 0) {
            line(UNICODE, PickleText.toRawUnicodeEscape(codePoints));
        } else {
            unicode(PickleText.utf8(codePoints));
        }
    }

    void text(String text) {
        if (protocol == 0) {
            text(text.codePoints().toArray());
        } else {
            unicode(PickleText.utf8(text));
        }
    }

    private void unicode(byte[] utf8) {
        if (protocol >= 4 && utf8.length <= BYTE) {
            counted(SHORT_BINUNICODE, utf8.length, 1);
        } else {
            counted(BINUNICODE, utf8.length, Integer.BYTES);
        }
        out.write(utf8, 0, utf8.length);
    }

    /** Bytes; only from protocol 3 on. */
    void bytes(byte[] bytes) {
        boolean isShort = bytes.length <= BYTE;
        counted(isShort ? SHORT_BINBYTES : BINBYTES, bytes.length, isShort ? 1 : Integer.BYTES);
        out.write(bytes, 0, bytes.length);
    }

    /** A bytearray; only from protocol 5 on. */
    void byteArray(byte[] bytes) {
        counted(BYTEARRAY8, bytes.length, Long.BYTES);
        out.write(bytes, 0, bytes.length);
    }

    /** Python 2's {@code str}; only up to protocol 2. */
    void python2(Py2Str text) {
        byte[] bytes = text.bytes();
        if (protocol == 0) {
            StringBuilder literal = new StringBuilder("'");
            for (byte each : bytes) {
                boolean plain = each >= ' ' && each < 0x7f && each != '\'' && each != '\\';
                literal.append(plain ? String.valueOf((char) each) : "\\x%02x".formatted(each));
            }
            line(STRING, literal.append('\'').toString());
            return;
        }
        boolean isShort = bytes.length <= BYTE;
        counted(isShort ? SHORT_BINSTRING : BINSTRING, bytes.length, isShort ? 1 : Integer.BYTES);
        out.write(bytes, 0, bytes.length);
    }

    void global(PyGlobal global) {
        PyGlobal name = PythonNames.forReader(global, protocol <= Dumper.PYTHON2);
        if (protocol >= 4) {
            text(name.module());
            text(name.name());
            out.write(STACK_GLOBAL);
            return;
        }
        byte[] lines = (name.module() + "\n" + name.name() + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(GLOBAL);
        out.write(lines, 0, lines.length);
    }

    void extension(int code) {
        boolean fits1 = code > 0 && code <= BYTE;
        boolean fits2 = code > 0 && code <= SHORT;
        counted(fits1 ? EXT1 : fits2 ? EXT2 : EXT4, code, fits1 ? 1 : fits2 ? 2 : Integer.BYTES);
    }

    void put(int index) {
        memo(PUT, index <= BYTE ? BINPUT : LONG_BINPUT, index);
    }

    void get(int index) {
        memo(GET, index <= BYTE ? BINGET : LONG_BINGET, index);
    }

    private void memo(int textual, int binary, int index) {
        if (protocol == 0) {
            line(textual, Integer.toString(index));
        } else {
            counted(binary, index, index <= BYTE ? 1 : Integer.BYTES);
        }
    }

    private void counted(int opcode, long number, int width) {
        out.write(opcode);
        out.littleEndian(number, width);
    }

    private void line(int opcode, String text) {
        out.write(opcode);
        out.ascii(text);
        out.write('\n');
    }
}
