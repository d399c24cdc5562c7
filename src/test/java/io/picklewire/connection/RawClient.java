package io.picklewire.connection;

import io.picklewire.auth.AuthKey;
import io.picklewire.auth.Digest;
import io.picklewire.auth.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.Optional;

/** A socket that writes the bytes it is told to, for what no stock client would do. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    RawClient(EchoServer server) throws IOException {
        this(server.port());
    }

    RawClient(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    static RawClient authenticated(EchoServer server) throws Exception {
        RawClient client = new RawClient(server);
        client.authenticate(EchoServer.KEY, new byte[0]);
        return client;
    }

    /** Does the client's side, and writes {@code more} together with its last message. */
    void authenticate(AuthKey key, byte[] more) throws Exception {
        Handshake handshake = Handshake.client(key, new SecureRandom(), Digest.MD5);
        while (!handshake.isComplete()) {
            Optional<byte[]> reply = handshake.receive(read());
            if (reply.isPresent()) {
                byte[] frame = frame(reply.get());
                write(handshake.isComplete() ? join(frame, more) : frame);
            }
        }
    }

    byte[] read() throws IOException {
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return body;
    }

    /** All that still comes, up to the end of the stream. */
    byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    /** Whether nothing more comes before the end, be it a close or a reset. */
    boolean endsWithoutData() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    static byte[] frame(byte[] body) {
        return join(new byte[] {0, 0, (byte) (body.length >> 8), (byte) body.length}, body);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
