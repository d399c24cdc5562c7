package io.picklewire.python;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads Python's literals: numbers, strings, bytes, None, True, False, and lists, tuples, sets and dicts of them.
 * Not thread-safe. Source: CPython's {@code ast.literal_eval}.
 */
public final class Literal {
    private static final int DEEPEST = 200;
    private static final Pattern BEGIN_OF_LITERAL = Pattern.compile("\\s*([\\[({'\"]|[uUbBrR]{1,2}['\"])");
    private static final Pattern STRING = Pattern.compile("(?i)(u|b|r|br|rb)?(?=['\"])");
    private static final Pattern WORD = Pattern.compile("[^\\W\\d]\\w*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern EMPTY_SET = Pattern.compile("set\\s*\\(\\s*\\)");

    private final LiteralText text;
    private int depth;

    private Literal(String text) {
        this.text = new LiteralText(text);
    }

    /**
     * What a word of a command line means: the value of a literal, or the word itself where it does not look like one.
     *
     * @throws LiteralException when it begins as only a literal does, with a bracket or a quote, and is none
     */
    public static @Nullable Object orText(String word) {
        if (BEGIN_OF_LITERAL.matcher(word).lookingAt()) {
            return read(word);
        }
        try {
            return read(word);
        } catch (LiteralException e) {
            return word;
        }
    }

    /**
     * The value of a literal.
     *
     * @throws LiteralException when the text is no literal
     */
    public static @Nullable Object read(String text) {
        Literal literal = new Literal(text);
        Object value = literal.value();
        literal.text.skipSpace();
        if (!literal.text.isAtEnd()) {
            throw literal.text.expected("the end");
        }
        return value;
    }

    private @Nullable Object value() {
        text.skipSpace();
        if (++depth > DEEPEST) {
            throw new LiteralException(text.position(), "more than " + DEEPEST + " brackets in each other");
        }
        int start = text.position();
        try {
            return switch (text.peek()) {
                case '[' -> items(']');
                case '(' -> tuple();
                case '{' -> setOrDict();
                default -> scalar();
            };
        } catch (PyException unhashable) {
            throw new LiteralException(start, String.valueOf(unhashable.getMessage()));
        } finally {
            depth--;
        }
    }

    private @Nullable Object scalar() {
        Matcher string = at(STRING);
        if (string.lookingAt()) {
            text.moveTo(string.end());
            return new LiteralString(text, string.group()).read();
        }
        Matcher emptySet = at(EMPTY_SET);
        if (emptySet.lookingAt()) {
            text.moveTo(emptySet.end());
            return PySet.set();
        }
        Matcher word = at(WORD);
        return word.lookingAt() ? constant(word.group()) : LiteralNumber.read(text);
    }

    private @Nullable Object constant(String word) {
        Object value =
                switch (word) {
                    case "None" -> null;
                    case "True" -> true;
                    case "False" -> false;
                    default ->
                        throw new LiteralException(
                                text.position(), "'" + word + "' is no literal; text inside of one has to be quoted");
                };
        text.moveTo(text.position() + word.length());
        return value;
    }

    private Matcher at(Pattern pattern) {
        return pattern.matcher(text.whole())
                .region(text.position(), text.whole().length());
    }

    /** The values up to a closing bracket, with a comma after each but perhaps the last. */
    private List<@Nullable Object> items(char close) {
        List<@Nullable Object> items = new ArrayList<>();
        text.next("a bracket");
        text.skipSpace();
        while (!text.accept(close)) {
            items.add(value());
            separate(close);
        }
        return items;
    }

    private void separate(char close) {
        text.skipSpace();
        if (!text.accept(',') && text.peek() != close) {
            throw text.expected("a comma or " + close);
        }
        text.skipSpace();
    }

    /** One value in brackets without a comma is that value. */
    private @Nullable Object tuple() {
        List<@Nullable Object> items = items(')');
        String read = text.whole().substring(0, text.position() - 1).stripTrailing();
        return items.size() == 1 && !read.endsWith(",") ? items.get(0) : PyTuple.copyOf(items);
    }

    private Object setOrDict() {
        text.next("a bracket");
        text.skipSpace();
        if (text.accept('}')) {
            return new PyDict();
        }
        Object first = value();
        text.skipSpace();
        return text.peek() == ':' ? dict(first) : set(first);
    }

    private PySet set(@Nullable Object first) {
        PySet set = PySet.set();
        set.add(first);
        separate('}');
        while (!text.accept('}')) {
            set.add(value());
            separate('}');
        }
        return set;
    }

    private PyDict dict(@Nullable Object first) {
        PyDict dict = new PyDict();
        entry(dict, first);
        while (!text.accept('}')) {
            Object key = value();
            text.skipSpace();
            entry(dict, key);
        }
        return dict;
    }

    private void entry(PyDict dict, @Nullable Object key) {
        if (!text.accept(':')) {
            throw text.expected("a colon");
        }
        dict.put(key, value());
        separate('}');
    }
}
