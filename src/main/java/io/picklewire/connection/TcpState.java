package io.picklewire.connection;

/** A look at the kernel's side of a TCP connection; {@code state} as in {@code netinet/tcp.h}. */
record TcpState(int state, long unacknowledged) {
    private static final int ESTABLISHED = 1;

    boolean isEstablished() {
        return state == ESTABLISHED;
    }

    /** Whether the peer's kernel has all that was written. */
    boolean isAllAcknowledged() {
        return unacknowledged == 0;
    }
}
