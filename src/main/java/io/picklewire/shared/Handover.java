package io.picklewire.shared;

import org.jspecify.annotations.Nullable;

/**
 * A result that leaves the object with its reply, such as the item of {@code Queue.get}.
 *
 * @param value the result
 * @param takeBack to be run when the reply could not be written, so that nothing is lost; from any thread
 */
public record Handover(@Nullable Object value, Runnable takeBack) {}
