package io.picklewire.pickle;

/**
 * Where one value's opcodes lie in a message.
 *
 * @param from where they start
 * @param to where they end
 * @param memoized how many memo entries the message had made before them
 */
record Span(int from, int to, int memoized) {}
