package io.picklewire.conversion;

/** A Java object that is something of its own in Python, and says what. */
public interface PythonForm {
    /** The Python value. */
    Object toPython();
}
