package io.picklewire.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between clients and a server, and cuts their connections when it is told to: what was on its way is lost. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    CuttingProxy(int server) throws IOException {
        this.server = server;
        this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cutting proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(client);
                open.add(to);
                start(() -> copy(client, to));
                start(() -> copy(to, client));
            }
        } catch (IOException closed) {
            // the test is over, or the server is
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            to.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException cut) {
            // as it is meant to be
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Cuts all connections. */
    void cut() {
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException closed) {
                // meanwhile
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
