import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** What floor.c is, in Java, for machines without a C compiler. */
final class Floor {
    private static final byte[] NONCE = Handshake.bytes("f".repeat(Handshake.NONCE_BYTES));
    private static final int BUFFER = 1 << 16;
    private static final int BACKLOG = 1024;

    /** PROTO 2, BINUNICODE '#RETURN', NONE, TUPLE2, STOP. */
    private static final ByteBuffer REPLY = Handshake.frame(Handshake.bytes("\u0080\2X\7\0\0\0#RETURNN\u0086."));

    private Floor() {}

    /** PROTO 4, BINUNICODE '#RETURN', in the place of a request's PROTO; and TUPLE2, STOP in that of its STOP. */
    private static final byte[] BEFORE = Handshake.bytes("\u0080\4X\7\0\0\0#RETURN");

    private static final byte[] BEHIND = Handshake.bytes("\u0086.");
    private static final int LEFT = 4 + BEFORE.length - 2;
    private static final int RIGHT = BEHIND.length - 1;
    private static final int LONGEST = 1 << 30;

    /** Whose turn it is in the handshake, and after it. */
    private enum State {
        DIGEST_DUE,
        CHALLENGE_DUE,
        WELCOME_DUE,
        SERVING
    }

    private static final class Connection {
        private final SocketChannel channel;
        private final byte[] key;
        private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER);
        private State state = State.DIGEST_DUE;
        /** A long frame, with room before and behind it that makes a reply of it. */
        private ByteBuffer kept = ByteBuffer.allocateDirect(0);

        private boolean keeps;

        Connection(SocketChannel channel, byte[] key) throws IOException {
            this.channel = channel;
            this.key = key;
            channel.write(Handshake.frame(Handshake.bytes(Handshake.CHALLENGE + Handshake.text(NONCE))));
        }

        void read() throws IOException, GeneralSecurityException {
            ByteBuffer filled = keeps && kept.hasRemaining() ? kept : input;
            if (channel.read(filled) < 0) {
                channel.close();
                return;
            }
            if (filled == kept) {
                if (!kept.hasRemaining()) {
                    send(REPLY.rewind());
                }
                return;
            }
            input.flip();
            while (channel.isOpen() && input.remaining() >= 4) {
                int length = input.getInt(input.position());
                if (length < 0 || length > LONGEST) {
                    System.err.println("a frame of " + length + " bytes; allowed are " + LONGEST);
                    channel.close();
                } else if (length > BUFFER - 4) {
                    keep(length);
                } else if (input.remaining() < 4 + length) {
                    break;
                } else {
                    answer(length);
                }
            }
            input.compact();
        }

        private void keep(int length) {
            if (kept.capacity() < LEFT + length + RIGHT) {
                kept = ByteBuffer.allocateDirect(LEFT + length + RIGHT);
            }
            kept.limit(LEFT + length).position(LEFT);
            input.position(input.position() + 4);
            kept.put(input);
            keeps = true;
        }

        private void giveBack() throws IOException {
            int length = kept.limit() + RIGHT;
            kept.limit(length).rewind();
            kept.putInt(length - 4).put(BEFORE).put(length - BEHIND.length, BEHIND);
            send(kept.rewind());
            keeps = false;
        }

        /** The client reads, and sends nothing before it has all. */
        private void send(ByteBuffer frame) throws IOException {
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
        }

        private void answer(int length) throws IOException, GeneralSecurityException {
            if (state == State.SERVING) {
                input.position(input.position() + 4 + length);
                if (keeps) {
                    giveBack();
                } else {
                    send(REPLY.rewind());
                }
                return;
            }
            byte[] body = new byte[length];
            input.position(input.position() + 4);
            input.get(body);
            switch (state) {
                case DIGEST_DUE -> welcome(body);
                case CHALLENGE_DUE -> {
                    byte[] nonce = Arrays.copyOfRange(body, Handshake.CHALLENGE.length(), length);
                    channel.write(Handshake.frame(Handshake.digest(key, nonce)));
                    state = State.WELCOME_DUE;
                }
                default -> state = State.SERVING;
            }
        }

        private void welcome(byte[] body) throws IOException, GeneralSecurityException {
            if (Arrays.equals(body, Handshake.digest(key, NONCE))) {
                channel.write(Handshake.frame(Handshake.bytes(Handshake.WELCOME)));
                state = State.CHALLENGE_DUE;
            } else {
                channel.close();
            }
        }
    }

    private static void handle(SelectionKey key, ServerSocketChannel listener, byte[] authkey) {
        try {
            if (key.attachment() instanceof Connection connection) {
                connection.read();
                return;
            }
            SocketChannel accepted = listener.accept();
            accepted.configureBlocking(false);
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            accepted.register(key.selector(), SelectionKey.OP_READ, new Connection(accepted, authkey));
        } catch (IOException gone) {
            key.cancel();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void endWithInput() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException closed) {
                // that is an end, too
            }
            Runtime.getRuntime().halt(0);
        });
        watch.setDaemon(true);
        watch.start();
    }

    public static void main(String[] args) throws IOException {
        byte[] key = System.getenv("PICKLEWIRE_AUTHKEY").getBytes(StandardCharsets.UTF_8);
        try (Selector selector = Selector.open();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress("127.0.0.1", 0), BACKLOG);
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            System.out.println("listening on 127.0.0.1:" + listener.socket().getLocalPort());
            endWithInput();
            while (true) {
                selector.select(ready -> handle(ready, listener, key));
            }
        }
    }
}
