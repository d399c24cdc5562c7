import io.picklewire.auth.AuthKey;
import io.picklewire.client.ListProxy;
import io.picklewire.client.Manager;
import io.picklewire.connection.Connection;
import io.picklewire.connection.Pipe;
import io.picklewire.pool.PythonProcess;
import io.picklewire.server.ManagerServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Python process at the other end of a pipe: it runs a function of python-clients/pipe.py, and gets a list of this program's.
 *
 * <pre>
 * java -cp target/picklewire.jar examples/ProcessPipe.java [PYTHON]
 * </pre>
 */
public final class ProcessPipe {
    private ProcessPipe() {}

    /** Prints what the process says, and what it found in the list. */
    public static void main(String[] args) throws Exception {
        String python = args.length > 0 ? args[0] : "python3";
        AuthKey key = AuthKey.random();
        Pipe pipe = Connection.pipe();
        try (ManagerServer server = ManagerServer.builder().authkey(key).start();
                Manager manager = Manager.connect(server.addresses().get(0), key);
                ListProxy<Integer> numbers = manager.list("list").of(Integer.class)) {
            for (int index = 0; index < 10; index++) {
                numbers.add(index * index);
            }
            PythonProcess process = PythonProcess.of(python, "pipe:answer")
                    .folder(Path.of("python-clients"))
                    .authkey(key)
                    .args(pipe, numbers)
                    .start();
            try (Connection connection = pipe.first()) {
                System.out.println(connection.recv());
                List<Object> squares = new ArrayList<>();
                for (int index = 0; index < 10; index++) {
                    connection.send(index);
                    squares.add(connection.recv());
                }
                connection.send(null);
                System.out.println(squares);
            }
            process.join();
            System.out.println("exit code " + process.exitCode().getAsInt());
        }
    }
}
