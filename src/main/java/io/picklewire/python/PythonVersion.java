package io.picklewire.python;

/**
 * The versions of Python that differ in what they read: what one pickles, another may not be able to unpickle. Immutable; any
 * thread.
 */
public enum PythonVersion {
    /** 2.7, which has {@code str} for text and for bytes. */
    PYTHON_2,
    /** 3.6 and 3.7, whose requests are pickles of protocol 3. */
    PYTHON_3_6,
    /** 3.8 to 3.13. */
    PYTHON_3_8,
    /** 3.14 and later. */
    PYTHON_3_14;

    /** Whether it is Python 2. */
    public boolean isPython2() {
        return this == PYTHON_2;
    }
}
