package io.picklewire.pool;

import io.picklewire.auth.AuthKey;
import io.picklewire.python.PyTuple;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a Python is given to run that is started here: a line that sets {@code start} to a dict, {@code child.py}, and a program after
 * that. Not thread-safe.
 */
final class ChildSource {
    private final String program;
    private final Map<String, @Nullable Object> start = new LinkedHashMap<>();

    /**
     * Source of a process.
     *
     * @param program the name of the resource
     * @param name the name of the process, as multiprocessing has it
     * @param python what it is a process of
     */
    ChildSource(String program, String name, PythonProgram python) {
        this.program = program;
        set("name", name);
        set("argv", python.argv());
        set("path", python.main().path());
        set("main_name", python.main().name());
        set("main_path", python.main().file());
    }

    /** Sets something that the program looks for. */
    ChildSource set(String key, @Nullable Object value) {
        start.put(key, value);
        return this;
    }

    /** The key that the process is to have as its own. */
    ChildSource authkey(AuthKey key) {
        return set("key", HexFormat.of().formatHex(key.toBytes()));
    }

    byte[] toBytes() {
        StringBuilder line = new StringBuilder("start = {");
        start.forEach((key, value) ->
                line.append(literal(key)).append(": ").append(literal(value)).append(", "));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(line.append("}\n").toString().getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(resource("child.py"));
        out.writeBytes(resource(program));
        return out.toByteArray();
    }

    private static byte[] resource(String name) {
        try (InputStream in = ChildSource.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A literal that Python 2 and 3 read alike. */
    private static String literal(@Nullable Object value) {
        if (value instanceof PyTuple tuple) {
            return "(" + items(tuple.asList()) + ")";
        }
        if (value instanceof List<?> list) {
            return "[" + items(list) + "]";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
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
        text.chars().forEach(unit -> {
            if (unit > ' ' && unit < 127 && unit != '\'' && unit != '\\') {
                escaped.append((char) unit);
            } else {
                escaped.append(String.format("\\u%04x", unit));
            }
        });
        return escaped.append('\'').toString();
    }
}
