package io.picklewire.python;

public record PyGlobal(String module, String name) {}
