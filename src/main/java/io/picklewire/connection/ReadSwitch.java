package io.picklewire.connection;

import io.netty.channel.Channel;

/** Whether a channel is read from: only if nothing speaks against it. Any thread. */
final class ReadSwitch {
    private final Channel channel;
    private boolean isPaused;
    private boolean isHeldBack;

    ReadSwitch(Channel channel) {
        this.channel = channel;
    }

    /** The upper floor has enough for now, or wants more. */
    synchronized void pause(boolean paused) {
        isPaused = paused;
        set();
    }

    /** The peer leaves unread what it was sent, or has read it. */
    synchronized void holdBack(boolean heldBack) {
        isHeldBack = heldBack;
        set();
    }

    private void set() {
        channel.config().setAutoRead(!isPaused && !isHeldBack);
    }
}
