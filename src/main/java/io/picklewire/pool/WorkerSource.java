package io.picklewire.pool;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import io.picklewire.connection.PythonAddress;
import io.picklewire.python.PyTuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a worker's Python is given to run: {@code worker.py}, and before it a line that says for which pool. Immutable.
 *
 * @param address where the pool's manager is
 * @param ident the pool's ident there
 * @param keeper the name of the keeper that starts the worker
 */
record WorkerSource(Address address, AuthKey key, String ident, String keeper) {
    private static final byte[] PROGRAM = read();

    private static byte[] read() {
        try (InputStream in = WorkerSource.class.getResourceAsStream("worker.py")) {
            return Objects.requireNonNull(in, "worker.py is missing").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What one worker is given.
     *
     * @param number which of its keeper's workers it is, from 1
     * @param folder where the pipe is from which it takes tasks
     */
    byte[] of(PythonProgram program, int number, Path folder) {
        PythonProgram.Main main = program.main();
        String start = "start = {'address': " + literal(PythonAddress.of(address)) + ", 'ident': " + literal(ident)
                + ", 'key': '" + HexFormat.of().formatHex(key.toBytes()) + "', 'keeper': " + literal(keeper)
                + ", 'folder': " + literal(folder.toString()) + ", 'number': " + number + ", 'argv': " + literal(program.argv()) + ", 'path': " + literal(main.path())
                + ", 'main_name': " + literal(main.name()) + ", 'main_path': " + literal(main.file()) + "}\n";
        byte[] head = start.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + PROGRAM.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(PROGRAM, 0, whole, head.length, PROGRAM.length);
        return whole;
    }

    /** A literal that Python 2 and 3 read alike. */
    private static String literal(@Nullable Object value) {
        if (value instanceof PyTuple tuple) {
            return "(" + items(tuple.asList()) + ")";
        }
        if (value instanceof List<?> list) {
            return "[" + items(list) + "]";
        }
        return value instanceof String text ? text(text) : value == null ? "None" : value.toString();
    }

    private static String items(List<?> items) {
        StringBuilder text = new StringBuilder();
        items.forEach(item -> text.append(literal(item)).append(", "));
        return text.toString();
    }

    private static String text(String text) {
        StringBuilder escaped = new StringBuilder("u'");
        text.chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
        return escaped.append('\'').toString();
    }
}
