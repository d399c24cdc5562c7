package io.picklewire.shared;

import java.util.Optional;
import java.util.Set;

/**
 * What a Java method is called in Python: its name, with an underscore behind it where that is a keyword in some
 * version ({@code print_}). CPython's {@code managers.MakeProxyType} writes the names into Python source, so one
 * that is no identifier would make all of an object's methods unusable.
 */
final class PythonName {
    private static final Set<String> KEYWORDS = Set.of(
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

    private PythonName() {}

    /** Empty for a name that Python has no way to write, or takes for private: {@code access$0}, {@code _reset}. */
    static Optional<String> of(String java) {
        if (KEYWORDS.contains(java)) {
            return Optional.of(java + "_");
        }
        boolean isIdentifier = Character.isUnicodeIdentifierStart(java.codePointAt(0))
                && java.codePoints().allMatch(Character::isUnicodeIdentifierPart);
        return isIdentifier ? Optional.of(java) : Optional.empty();
    }
}
