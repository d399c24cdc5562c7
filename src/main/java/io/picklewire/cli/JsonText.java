package io.picklewire.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.picklewire.python.Py2Str;
import io.picklewire.python.PyTuple;
import io.picklewire.python.Repr;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's values as JSON, as {@code json.dumps(value, default=str)} has them: a tuple or a set is an array, a value
 * that JSON cannot express is its {@code str}. NaN and the infinities, which JSON does not have, are strings.
 */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    /** @throws IOException when values are in each other more than 1000 deep, or within themselves */
    static String of(@Nullable Object value) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(json, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(key(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof PyTuple tuple) {
            array(json, tuple);
        } else if (value instanceof Collection<?> collection) {
            array(json, collection);
        } else {
            scalar(json, value);
        }
    }

    private static void array(JsonGenerator json, Iterable<?> items) throws IOException {
        json.writeStartArray();
        for (Object item : items) {
            write(json, item);
        }
        json.writeEndArray();
    }

    private static void scalar(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString(text(value));
        }
    }

    private static String text(Object value) {
        return Repr.str(value instanceof Py2Str text ? text.toPython3() : value);
    }

    private static String key(@Nullable Object key) {
        if (key == null) {
            return "null";
        }
        return key instanceof Boolean ? key.toString() : text(key);
    }
}
