package io.picklewire.python;

/**
 * Python's {@code complex}.
 *
 * @param real the real part
 * @param imaginary the imaginary part
 */
public record PyComplex(double real, double imaginary) {}
