package io.picklewire.python;

public record PySlice(
        @org.jspecify.annotations.Nullable Object start,
        @org.jspecify.annotations.Nullable Object stop,
        @org.jspecify.annotations.Nullable Object step) {}
