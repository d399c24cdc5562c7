package io.picklewire.transport;

/** A look at the kernel's side of a TCP connection; {@code state} is as in {@code netinet/tcp.h}. Immutable; any thread. */
public record TcpState(int state, long unacknowledged) {
    private static final int ESTABLISHED = 1;

    /** Whether neither end has closed it. */
    public boolean isEstablished() {
        return state == ESTABLISHED;
    }

    /** Whether the peer's kernel has all that was written. */
    public boolean isAllAcknowledged() {
        return unacknowledged == 0;
    }
}
