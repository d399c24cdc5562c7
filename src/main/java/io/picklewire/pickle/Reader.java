package io.picklewire.pickle;

import io.picklewire.python.PythonVersion;
import java.util.stream.IntStream;

/**
 * Who reads a message: which Python, and with which serializer. A client is answered in kind, so its requests tell.
 * Immutable; any thread.
 *
 * @param python the reader's Python
 * @param serializer the name of what it reads with, as CPython's managers name it: {@code pickle}
 * @param protocol the version of the serializer's format in which it writes, and is answered
 */
public record Reader(PythonVersion python, String serializer, int protocol) {
    private static final String PICKLE = "pickle";
    private static final Reader[] BY_PROTOCOL =
            IntStream.rangeClosed(0, Dumper.HIGHEST).mapToObj(Reader::new).toArray(Reader[]::new);

    /** The oldest, whose pickles every Python reads. */
    public static final Reader PYTHON_2 = ofPickle(Dumper.PYTHON2);

    /** One whose pickles every Python 3 reads. */
    public static final Reader PYTHON_3 = ofPickle(Dumper.COMMON);

    /** The newest. */
    public static final Reader NEWEST = ofPickle(Dumper.HIGHEST);

    private Reader(int protocol) {
        this(pythonOf(protocol), PICKLE, protocol);
    }

    /**
     * Whoever writes pickles of that protocol.
     *
     * @throws IllegalArgumentException when there is no such protocol
     */
    public static Reader ofPickle(int protocol) {
        if (protocol < 0 || protocol > Dumper.HIGHEST) {
            throw new IllegalArgumentException("pickle protocol " + protocol + " is not one of 0 to " + Dumper.HIGHEST);
        }
        return BY_PROTOCOL[protocol];
    }

    private static PythonVersion pythonOf(int protocol) {
        return switch (protocol) {
            case 0, 1, Dumper.PYTHON2 -> PythonVersion.PYTHON_2;
            case Dumper.PYTHON3 -> PythonVersion.PYTHON_3_6;
            case Dumper.COMMON -> PythonVersion.PYTHON_3_8;
            default -> PythonVersion.PYTHON_3_14;
        };
    }

    /** Whether it is Python 2. */
    public boolean isPython2() {
        return python.isPython2();
    }
}
