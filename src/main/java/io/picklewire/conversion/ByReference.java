package io.picklewire.conversion;

/** A value that conversions leave as it is, though it may be a collection: it stands for an object elsewhere. */
public interface ByReference {}
