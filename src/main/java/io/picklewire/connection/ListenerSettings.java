package io.picklewire.connection;

/**
 * One address that is to be listened on, and what holds for the connections that come there. Listeners of one server may
 * differ in this: one with TLS, say, and another without.
 *
 * @param address where to listen
 * @param link what holds for every connection
 */
record ListenerSettings(Address address, LinkSettings link) {}
