package io.picklewire.python;

public record PyComplex(double real, double imaginary) {}
