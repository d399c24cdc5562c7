package io.picklewire.cli;

import io.picklewire.client.Kwargs;
import io.picklewire.python.Literal;
import io.picklewire.python.LiteralException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The arguments of a call as they are written on a command line. */
final class CallArguments {
    private static final Pattern KEYWORD = Pattern.compile(
            "(?<name>[^\\W\\d]\\w*)=(?!=)(?<value>.*)", Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);
    /** The JVM decodes arguments with the locale's charset, and puts this character where that fails. */
    private static final char UNREADABLE = '\ufffd';

    private CallArguments() {}

    /**
     * The values, the keyword arguments last as {@link Kwargs} if there are any.
     *
     * @throws IllegalArgumentException with a message for the user when one cannot be read
     */
    static List<@Nullable Object> of(List<String> words) {
        List<@Nullable Object> values = new ArrayList<>();
        Map<String, @Nullable Object> keywords = new LinkedHashMap<>();
        for (String word : words) {
            Matcher keyword = KEYWORD.matcher(word);
            if (word.indexOf(UNREADABLE) >= 0) {
                throw refused(word, "it has characters that this locale does not; write them as '\\uNNNN'");
            }
            if (!keyword.matches() && !keywords.isEmpty()) {
                throw refused(word, "it follows a keyword argument, and has no name");
            }
            if (!keyword.matches()) {
                values.add(value(word, word));
            } else if (keywords.containsKey(keyword.group("name"))) {
                throw refused(word, "there are two of that name");
            } else {
                keywords.put(keyword.group("name"), value(keyword.group("value"), word));
            }
        }
        if (!keywords.isEmpty()) {
            values.add(Kwargs.of(keywords));
        }
        return values;
    }

    private static @Nullable Object value(String text, String word) {
        try {
            return Literal.orText(text);
        } catch (LiteralException e) {
            throw refused(word, String.valueOf(e.getMessage()));
        }
    }

    private static IllegalArgumentException refused(String word, String why) {
        return new IllegalArgumentException("argument " + word + ": " + why);
    }
}
