package io.picklewire.python;

import java.util.Set;

/** Words that cannot be names in some version of Python. A program has to parse in all of them. */
public final class Keywords {
    private static final Set<String> ALL = Set.of(
            "False",
            "None",
            "True",
            "and",
            "as",
            "assert",
            "async",
            "await",
            "break",
            "class",
            "continue",
            "def",
            "del",
            "elif",
            "else",
            "except",
            "exec",
            "finally",
            "for",
            "from",
            "global",
            "if",
            "import",
            "in",
            "is",
            "lambda",
            "nonlocal",
            "not",
            "or",
            "pass",
            "print",
            "raise",
            "return",
            "try",
            "while",
            "with",
            "yield");

    private Keywords() {}

    /** Whether some Python takes the word for a keyword. */
    public static boolean contains(String word) {
        return ALL.contains(word);
    }
}
