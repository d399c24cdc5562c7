package io.picklewire.javaobject;

import io.picklewire.python.Keywords;
import java.util.Optional;

/**
 * What a Java method is called in Python: its name, followed by an underscore where that is a keyword in some
 * version ({@code print_}). CPython's {@code managers.MakeProxyType} writes the names into Python source, so one
 * that is no identifier would make all of an object's methods unusable.
 */
final class PythonName {
    private PythonName() {}

    /** Empty for a name that Python has no way to write, such as {@code access$0}. */
    static Optional<String> of(String java) {
        if (Keywords.contains(java)) {
            return Optional.of(java + "_");
        }
        boolean isIdentifier = (java.charAt(0) == '_' || Character.isUnicodeIdentifierStart(java.codePointAt(0)))
                && java.codePoints().allMatch(Character::isUnicodeIdentifierPart);
        return isIdentifier ? Optional.of(java) : Optional.empty();
    }
}
