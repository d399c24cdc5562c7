package app;

import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.connection.Address;
import io.picklewire.transport.Transport;
import io.picklewire.server.ManagerServer;
import java.util.concurrent.LinkedBlockingQueue;

/** Shares a queue by the transport that is named, greets through a client of its own, and prints what others put. */
public final class Application {
    private static final AuthKey KEY = AuthKey.of("abracadabra");

    public static void main(String[] args) throws Exception {
        var greetings = new LinkedBlockingQueue<Object>();
        var answers = new LinkedBlockingQueue<Object>();
        try (var server = ManagerServer.builder()
                .address(Address.of("127.0.0.1", 0))
                .authkey(KEY)
                .transport(Transport.valueOf(args[0]))
                .register("greetings", () -> greetings)
                .register("answers", () -> answers)
                .start()) {
            try (var manager = Manager.connect(server.addresses().get(0), KEY)) {
                manager.<String>queue("greetings").put("hello");
            }
            System.out.println("listening on " + server.addresses().get(0));
            System.out.println(answers.take() + " in module " + Application.class.getModule().getName());
        } catch (UnsupportedOperationException refused) {
            System.out.println(refused.getMessage());
        }
    }
}
