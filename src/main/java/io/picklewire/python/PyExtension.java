package io.picklewire.python;

/**
 * A class or function by its code in the sender's {@code copyreg} extension registry.
 *
 * @param code the code
 */
public record PyExtension(int code) {}
