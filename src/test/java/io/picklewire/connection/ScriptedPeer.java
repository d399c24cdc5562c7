package io.picklewire.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** A server that does with its one connection what it is told to, for what no stock listener would do. */
final class ScriptedPeer implements AutoCloseable {
    private final ServerSocket server;
    private final CompletableFuture<Void> done;

    @FunctionalInterface
    interface Script {
        void run(Socket socket) throws IOException;
    }

    ScriptedPeer(Script script) throws IOException {
        this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.done = CompletableFuture.runAsync(() -> play(script));
    }

    private void play(Script script) {
        try (Socket socket = server.accept()) {
            script.run(socket);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes {@code bytes}, then waits for the other end to close, unless it has the last word. */
    static Script writing(byte[] bytes) {
        return socket -> {
            socket.getOutputStream().write(bytes);
            socket.getInputStream().readAllBytes();
        };
    }

    Address address() {
        return Address.of("127.0.0.1", server.getLocalPort());
    }

    /** Waits for the script to have run to its end. */
    void join() {
        done.join();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
