package io.picklewire.python;

public record PyRange(java.math.BigInteger start, java.math.BigInteger stop, java.math.BigInteger step) {}
