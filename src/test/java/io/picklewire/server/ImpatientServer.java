package io.picklewire.server;

import io.picklewire.auth.AuthKey;
import io.picklewire.connection.Address;
import java.time.Duration;

/** A server with small limits, for a process of its own; ends with its standard input. */
final class ImpatientServer {
    private ImpatientServer() {}

    public static void main(String[] args) throws Exception {
        try (ManagerServer server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(AuthKey.of("key"))
                .handshakeDeadline(Duration.ofSeconds(2))
                .maxFrameBytes(1 << 20)
                .start()) {
            System.out.println("listening on " + server.addresses().get(0));
            System.in.transferTo(System.err);
        }
    }
}
