package io.picklewire.process;

import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;

/**
 * Functions of the C library, under its names. The first use loads JNA, which may be missing: a {@link LinkageError}; and
 * which takes too long for an event loop.
 */
final class LibC {
    static {
        if (Native.SIZE_T_SIZE != Long.BYTES) {
            throw new UnsatisfiedLinkError("a system of 64 bits is needed");
        }
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    static native int socket(int domain, int type, int protocol);

    static native long send(int socket, byte[] message, long length, int flags);

    static native long recv(int socket, byte[] buffer, long length, int flags);

    static native int ioctl(int file, long request, IntByReference answer);

    static native int close(int file);
}
