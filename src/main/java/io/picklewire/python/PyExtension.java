package io.picklewire.python;

public record PyExtension(int code) {}
