package io.picklewire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code picklewire serve} as users run it. */
class ProgramTest {
    private static final String CLIENT =
            """
            import sys
            from multiprocessing import AuthenticationError
            from multiprocessing.managers import SyncManager
            for text in sys.argv[2:]:
                manager = SyncManager(eval(text), authkey=sys.argv[1].encode('ascii'))
                try:
                    manager.connect()
                    print(manager.list([1, 2])[:])
                except AuthenticationError:
                    print('refused')
            """;

    /** The oldest and the newest, for what does not differ in between. */
    private static final List<Python> ENDS = List.of(Pythons.all().get(0), Pythons.newest());

    @TempDir
    private Path folder;

    @Test
    void listensOnEveryAddress() throws Exception {
        String unix = "unix:" + folder.resolve("socket");
        try (Program program = Program.picklewire(
                "serve", "--authkey", "k", "--address", "127.0.0.1:0", "--address", "localhost:0", "--address", unix)) {
            String first = program.address();
            String second = program.address();
            assertThat(program.address()).isEqualTo(unix);
            assertThat(first).matches("127\\.0\\.0\\.1:[1-9]\\d*");
            assertThat(second).matches("localhost:[1-9]\\d*");

            assertThat(client("k", python(first), python(second), python(unix))).isEqualTo("[1, 2]\n".repeat(3));
        }
    }

    @Test
    void listensOnAnAbstractAddress() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        String name = "picklewire-" + ProcessHandle.current().pid();
        try (Program program = Program.picklewire("serve", "--address", "unix:@" + name)) {
            assertThat(program.address()).isEqualTo("unix:@" + name);
            String key = program.line().substring("authkey ".length());

            assertThat(client(key, "'\\0" + name + "'")).isEqualTo("[1, 2]\n");
        }
    }

    @Test
    void withoutAnAddressItIsPort50000OfThisMachineOnly() throws Exception {
        try (Program program = Program.picklewire("serve")) {
            // Another program may be there.
            assertThat(program.lineOrError()).contains("127.0.0.1:50000");
        }
    }

    @Test
    void aKeyOnTheCommandLineComesBeforeTheVariableAndDrawsAWarning() throws Exception {
        try (Program program = Program.picklewire(
                Map.of("PICKLEWIRE_AUTHKEY", "variable"), "serve", "--address", "127.0.0.1:0", "--authkey", "k")) {
            String address = python(program.address());

            assertThat(client("k", address)).isEqualTo("[1, 2]\n");
            assertThat(client("variable", address)).isEqualTo("refused\n");
            assertThat(program.error())
                    .startsWith("picklewire: warning: other users can see a key on the command line; prefer"
                            + " --authkey-file or PICKLEWIRE_AUTHKEY\n");
        }
    }

    @Test
    void aKeyInAFileComesBeforeTheVariable() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "k\r\n");
        try (Program program = Program.picklewire(
                Map.of("PICKLEWIRE_AUTHKEY", "variable"),
                "serve",
                "--address",
                "127.0.0.1:0",
                "--authkey-file",
                file.toString())) {
            String address = python(program.address());

            assertThat(client("k", address)).isEqualTo("[1, 2]\n");
            assertThat(client("variable", address)).isEqualTo("refused\n");
            assertThat(program.error()).doesNotContain("warning: other users");
        }
    }

    @Test
    void aKeyThatItMadeIsPrintedAndIsAnotherOneEachTime() throws Exception {
        try (Program one = Program.picklewire("serve", "--address", "127.0.0.1:0");
                Program other = Program.picklewire("serve", "--address", "127.0.0.1:0")) {
            String address = python(one.address());
            other.address();
            String key = one.line();

            assertThat(key).matches("authkey [0-9a-f]{32}");
            assertThat(other.line()).isNotEqualTo(key);
            assertThat(client(key.substring("authkey ".length()), address)).isEqualTo("[1, 2]\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--queue=tasks:3, 0",
        "--list=names, []",
        "--dict=ages, []",
        "--namespace=settings, Namespace()",
        "'', 0"
    })
    void whatItPrintsCanBePastedIntoEveryPython(String named, String printed) throws Exception {
        try (Program program = Program.picklewire(
                named.isEmpty()
                        ? new String[] {"serve", "--address", "127.0.0.1:0"}
                        : new String[] {"serve", "--address", "127.0.0.1:0", named})) {
            program.address();
            program.paragraph();
            String snippet = program.paragraph();
            for (Python python : named.startsWith("--queue") ? Pythons.all() : ENDS) {
                assertThat(pasted(python, snippet, Map.of()))
                        .as("%s%n%s", python, snippet)
                        .isEqualTo(printed + "\n");
            }
        }
    }

    @Test
    void whatItPrintsHasTheKeyInWhateverWayItWasGiven() throws Exception {
        Path file = Files.write(folder.resolve("the 'key'"), new byte[] {'a', '\'', (byte) 0xff, '\n'});
        Map<String, String> variable = Map.of("PICKLEWIRE_AUTHKEY", "in a 'variable'");
        String unix = "unix:" + folder.resolve("the 'socket'");
        try (Program ofFile =
                        Program.picklewire("serve", "--address", "127.0.0.1:0", "--authkey-file", file.toString());
                Program ofArgument = Program.picklewire("serve", "--address", unix, "--authkey", "it's \"a\" key\\");
                Program ofVariable = Program.picklewire(variable, "serve", "--address", "0.0.0.0:0")) {
            for (Program program : List.of(ofFile, ofArgument, ofVariable)) {
                program.address();
                assertThat(program.line()).isEmpty();
                String snippet = program.paragraph();
                for (Python python : ENDS) {
                    assertThat(pasted(python, snippet, variable))
                            .as("%s%n%s", python, snippet)
                            .isEqualTo("0\n");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalEndsItWell(String signal) throws Exception {
        Path socket = folder.resolve("socket");
        try (Program program = Program.picklewire("serve", "--address", "127.0.0.1:0", "--address", "unix:" + socket)) {
            String address = python(program.address());
            program.address();
            String key = program.line().substring("authkey ".length());
            Process waiting = waitingClient(key, address);
            assertThat(waiting.inputReader().readLine()).isEqualTo("waits");
            assertThat(socket).exists();

            program.signal(signal);

            assertThat(program.exitCode()).isZero();
            assertThat(socket).doesNotExist();
            assertThat(program.error()).isEmpty();
            assertThat(waiting.inputReader().readLine()).isEqualTo("EOFError");
            assertThat(waiting.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Process waitingClient(String key, String address) throws IOException {
        String script =
                """
                import sys
                from multiprocessing.managers import SyncManager
                manager = SyncManager(eval(sys.argv[2]), authkey=sys.argv[1].encode('ascii'))
                manager.connect()
                queue = manager.Queue()
                queue.qsize()
                print('waits')
                sys.stdout.flush()
                try:
                    queue.get()
                except (EOFError, ConnectionResetError):
                    print('EOFError')
                """;
        return Pythons.newest().start(script, key, address);
    }

    @Test
    void aClientsShutdownEndsItWell() throws Exception {
        String script =
                """
                import sys
                from multiprocessing.connection import Client
                c = Client(eval(sys.argv[2]), authkey=sys.argv[1].encode('ascii'))
                c.send((None, 'shutdown', (), {}))
                print(c.recv())
                """;
        try (Program program = Program.picklewire("serve", "--address", "127.0.0.1:0")) {
            String address = python(program.address());
            String key = program.line().substring("authkey ".length());

            assertThat(Pythons.newest().run(script, key, address)).isEqualTo("('#RETURN', None)\n");

            assertThat(program.exitCode()).isZero();
            assertThat(program.error()).isEmpty();
        }
    }

    @Test
    void aTakenPortIsOneLineAndExitCode2() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertRefused(address + ": address already in use", "serve", "--address", address);
        }
    }

    @Test
    void aKeyFileThatCannotBeReadIsOneLineAndExitCode2() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertRefused(
                "cannot read the key file " + nowhere + ": no such file",
                "serve",
                "--authkey-file",
                nowhere.toString());
        assertRefused(
                "cannot read the key file " + folder + ": Is a directory",
                "serve",
                "--authkey-file",
                folder.toString());
        assertRefused("the key file " + empty + " is empty", "serve", "--authkey-file", empty.toString());
    }

    private static void assertRefused(String message, String... arguments) throws Exception {
        try (Program program = Program.picklewire(arguments)) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.error()).isEqualTo("picklewire: " + message + "\n");
            assertThat(program.rest()).isEmpty();
        }
    }

    @Test
    void helpNamesEveryOption() throws Exception {
        try (Program program = Program.picklewire("serve", "--help")) {
            assertThat(program.rest())
                    .startsWith("Usage: picklewire serve ")
                    .contains("--address=ADDRESS", "--authkey=KEY", "--authkey-file=FILE", "PICKLEWIRE_AUTHKEY")
                    .contains("--queue=NAME[:MAXSIZE]", "--list=NAME", "--dict=NAME", "--namespace=NAME")
                    .contains("--help", "--version");
            assertThat(program.exitCode()).isZero();
        }
        try (Program program = Program.picklewire("--help")) {
            assertThat(program.rest()).startsWith("Usage: picklewire ").contains("serve ");
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void versionSaysTheVersion() throws Exception {
        try (Program program = Program.picklewire("--version")) {
            assertThat(program.rest()).startsWith("picklewire ");
            assertThat(program.exitCode()).isZero();
        }
    }

    private static String client(String key, String... addresses) throws IOException {
        String[] arguments = new String[addresses.length + 1];
        arguments[0] = key;
        System.arraycopy(addresses, 0, arguments, 1, addresses.length);
        return Pythons.newest().run(CLIENT, arguments);
    }

    /** An address as a Python expression. */
    private static String python(String address) {
        int colon = address.lastIndexOf(':');
        return address.startsWith("unix:")
                ? "'" + address.substring("unix:".length()) + "'"
                : "('" + address.substring(0, colon) + "', " + address.substring(colon + 1) + ")";
    }

    /** What an interactive Python prints when the text is pasted into it; its prompts go elsewhere. */
    private static String pasted(Python python, String text, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(python.executable().toString(), "-i", "-c", "")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return printed;
    }
}
