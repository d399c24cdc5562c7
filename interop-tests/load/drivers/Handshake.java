import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The client's part of the handshake in its oldest dialect: 20 bytes of challenge, HMAC-MD5 in answer. */
record Handshake(SocketChannel channel, byte[] key) {
    static final String CHALLENGE = "#CHALLENGE#";
    static final String WELCOME = "#WELCOME#";
    static final int NONCE_BYTES = 20;

    void make() throws IOException, GeneralSecurityException {
        byte[] challenge = receive();
        require(text(challenge).startsWith(CHALLENGE), "the server sent no challenge");
        send(digest(key, Arrays.copyOfRange(challenge, CHALLENGE.length(), challenge.length)));
        require(text(receive()).equals(WELCOME), "the server refused the key");
        byte[] nonce = bytes("n".repeat(NONCE_BYTES));
        send(bytes(CHALLENGE + text(nonce)));
        require(Arrays.equals(receive(), digest(key, nonce)), "the server does not have the key");
        send(bytes(WELCOME));
    }

    private void send(byte[] body) throws IOException {
        channel.write(frame(body));
    }

    private byte[] receive() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(4);
        fill(channel, header);
        ByteBuffer body = ByteBuffer.allocate(header.getInt());
        fill(channel, body);
        return body.array();
    }

    static byte[] digest(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(key, "HmacMD5"));
        return mac.doFinal(message);
    }

    /** A body behind its length. */
    static ByteBuffer frame(byte[] body) {
        return ByteBuffer.allocateDirect(4 + body.length)
                .putInt(body.length)
                .put(body)
                .flip();
    }

    static void fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the server closed a connection");
            }
        }
        buffer.flip();
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
