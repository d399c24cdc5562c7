package io.picklewire.pickle;

import static net.razorvine.pickle.Opcodes.*;

import io.picklewire.python.PythonNames;

/** Finds out, opcode by opcode, what holds for a message as a whole. One instance a message; not thread-safe. */
final class TraitsCollector {
    private final FrameIndex frames = new FrameIndex();
    private int protocol;
    private boolean readsMemo;
    private boolean numbersMemo;
    private boolean namesProxies;
    private boolean isOneVersions;

    /** The beginning of the message has been read elsewhere. */
    void begin(int knownProtocol, boolean isNumbering) {
        protocol = knownProtocol;
        numbersMemo = isNumbering;
    }

    int protocol() {
        return protocol;
    }

    /** PROTO, FRAME or STOP; {@code isInside} says whether a value stands before it. */
    void note(OpcodeCursor cursor, boolean isInside) {
        if (cursor.opcode == PROTO) {
            Loader.requireKnown(cursor);
            protocol = (int) cursor.number();
        } else if (cursor.opcode == FRAME && isInside) {
            frames.add(cursor.start);
        }
    }

    /** MEMOIZE or a PUT. */
    void memoized(OpcodeCursor cursor) {
        numbersMemo |= cursor.opcode != MEMOIZE;
    }

    /** Any other opcode. */
    void notice(OpcodeCursor cursor) {
        switch (cursor.opcode) {
            case GET, BINGET, LONG_BINGET -> readsMemo = true;
            case SHORT_BINUNICODE, BINUNICODE -> {
                namesProxies |= cursor.argumentIs("RebuildProxy");
                isOneVersions |= cursor.argumentIs(PythonNames.PATHLIB_OF_3_13);
                DescriptorWarning.note(cursor);
            }
            case GLOBAL -> {
                String global = cursor.latin1();
                namesProxies |= global.endsWith("\nRebuildProxy");
                isOneVersions |= global.startsWith(PythonNames.PATHLIB_OF_3_13 + "\n");
                DescriptorWarning.note(global);
            }
            default -> {}
        }
    }

    Scanner.Traits of(byte[] message) {
        return new Scanner.Traits(message, protocol, frames, readsMemo, numbersMemo, namesProxies, isOneVersions);
    }
}
