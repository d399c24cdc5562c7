package io.picklewire.client;

import io.picklewire.connection.Address;
import io.picklewire.connection.Link;
import io.picklewire.connection.LinkHandler;
import io.picklewire.connection.Listeners;
import io.picklewire.pickle.Dumper;
import io.picklewire.protocol.Request;
import io.picklewire.python.PyTuple;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/** A peer that authenticates like a manager, and then does what a test says. */
final class ScriptedServer implements AutoCloseable {
    /** The methods that were asked for, in order. */
    final Queue<String> requests = new ConcurrentLinkedQueue<>();

    private final Listeners listeners;

    /** @param script what it does with a request on a connection */
    ScriptedServer(BiConsumer<Request, Link> script) throws Exception {
        listeners = Listeners.builder()
                .authkey(PythonServer.KEY)
                .address(Address.of("127.0.0.1", 0))
                .open(link -> new LinkHandler() {
                    @Override
                    public void received(byte[] message) {
                        Request request = Request.parse(message);
                        requests.add(request.method());
                        script.accept(request, link);
                    }

                    @Override
                    public void closed() {}
                });
    }

    /** The answers of a manager which has an object that does nothing, but for one method. */
    static ScriptedServer manager(String method, BiConsumer<Request, Link> script) throws Exception {
        return new ScriptedServer((request, link) -> {
            if (request.method().equals(method)) {
                script.accept(request, link);
            } else {
                boolean create = request.method().equals("create");
                answer(link, PyTuple.of("#RETURN", create ? PyTuple.of("7f00", PyTuple.of("go", method)) : null));
            }
        });
    }

    static void answer(Link link, Object value) {
        var unused = link.send(new Dumper(4).dumps(value));
    }

    Address address() {
        return listeners.addresses().get(0);
    }

    @Override
    public void close() {
        listeners.close();
    }
}
