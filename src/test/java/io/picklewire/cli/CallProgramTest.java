package io.picklewire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.picklewire.Program;
import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.client.Manager;
import io.picklewire.client.PythonServer;
import io.picklewire.connection.Address;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** {@code picklewire call} and {@code info} with managers of CPython's, and with this project's own. */
class CallProgramTest {
    private static final List<String> LINES = List.of("2.7", "3.6", "3.13");
    private static final String KEY = "interop";

    /** What a run of the program gave. */
    private record Run(int exitCode, String out, String err) {}

    /** What is to be said of a manager at an address. */
    private interface Body {
        void run(String address) throws Exception;
    }

    private static Stream<DynamicTest> pythons(Body body) {
        List<Python> some = Pythons.chosen().stream()
                .filter(python -> LINES.contains(python.line()))
                .toList();
        List<Python> tested = some.isEmpty() ? List.of(Pythons.newest()) : some;
        return tested.stream()
                .map(python -> DynamicTest.dynamicTest(python + "'s manager", () -> {
                    try (PythonServer server = PythonServer.start(python)) {
                        body.run(server.address().toString());
                    }
                }));
    }

    /** The same against this project's own server, a process as well. */
    private static Stream<DynamicTest> managers(Body body) {
        return Stream.concat(pythons(body), Stream.of(DynamicTest.dynamicTest("Java's manager", () -> {
            try (Program server = served()) {
                body.run(server.address());
            }
        })));
    }

    private static Program served() throws Exception {
        return Program.picklewire(
                Map.of("PICKLEWIRE_AUTHKEY", KEY),
                "serve",
                "--address",
                "127.0.0.1:0",
                "--queue",
                "get_queue",
                "--list",
                "get_list",
                "--dict",
                "get_dict");
    }

    /** Runs it in a process of its own, as users do. */
    private static Run process(String command, String address, String... arguments) throws Exception {
        try (Program program = started(command, address, arguments)) {
            String out = program.rest();
            int exitCode = program.exitCode();
            return new Run(exitCode, out, program.error().stripTrailing());
        }
    }

    private static Program started(String command, String address, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(command, "--address", address));
        all.addAll(List.of(arguments));
        return Program.picklewire(Map.of("PICKLEWIRE_AUTHKEY", KEY), all.toArray(String[]::new));
    }

    /** Runs it in this JVM, which is quicker. */
    private static Run here(String command, String address, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program =
                MainCommand.commandLine("").setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(command, "--address", address, "--authkey", KEY));
        all.addAll(List.of(arguments));
        int exitCode = program.execute(all.toArray(String[]::new));
        return new Run(exitCode, out.toString().stripTrailing(), err.toString().stripTrailing());
    }

    private static void assertPrints(String printed, Run run) {
        assertThat(run).isEqualTo(new Run(0, printed, ""));
    }

    @TestFactory
    Stream<DynamicTest> asProcesses() {
        return managers(address -> {
            assertPrints("None", process("call", address, "get_queue", "put", "{'a': (1, 2.5, None, {3})}"));
            assertPrints("{'a': (1, 2.5, None, {3})}", process("call", address, "get_queue", "get"));
            Run empty = process("call", address, "get_queue", "get", "timeout=0.01");
            assertThat(empty.exitCode()).isEqualTo(1);
            assertThat(empty.out()).isEmpty();
            assertThat(empty.err()).matches("_?queue\\.Empty.*");
            assertPrints(
                    "{\"address\":\"" + address + "\",\"number_of_objects\":0,\"objects\":[]}",
                    noIdents(process("info", address, "--json")));
        });
    }

    /** Named objects of this project's server are there before anybody refers to them. */
    private static Run noIdents(Run run) {
        return new Run(run.exitCode(), run.out().replaceAll("\"objects\":\\[.*\\]", "\"objects\":[]"), run.err());
    }

    @TestFactory
    Stream<DynamicTest> everyKindOfArgumentArrives() {
        return managers(address -> {
            assertPrints("None", here("call", address, "get_list", "extend", "[1, 2]"));
            assertPrints("None", here("call", address, "get_list", "insert", "-1", "-5"));
            assertPrints("None", here("call", address, "get_list", "append", "plain text"));
            assertPrints("None", here("call", address, "get_list", "append", "a==b"));
            assertPrints("None", here("call", address, "get_list", "append", "'\u20ac'"));
            assertPrints("None", here("call", address, "get_list", "append", "@x"));
            assertPrints("'a==b'", here("call", address, "get_list", "pop", "4"));
            assertPrints("[1,-5,2,\"plain text\",\"\u20ac\",\"@x\"]", here("call", address, "--json", "get_list"));
            assertPrints("None", here("call", address, "get_dict", "update", "{'k': b'x'}", "other=(1,)"));
            assertPrints("(1,)", here("call", address, "get_dict", "get", "other"));
            assertPrints("7", here("call", address, "get_dict", "pop", "nothing", "7"));
        });
    }

    @TestFactory
    Stream<DynamicTest> withoutAMethodItIsTheObject() {
        return managers(address -> {
            assertPrints("[]", here("call", address, "list"));
            assertPrints("{}", here("call", address, "--json", "dict"));
            assertThat(here("call", address, "get_queue").out()).matches("<.*Queue.* at 0x[0-9a-f]+>");
            Run unpicklable = here("call", address, "--json", "get_queue");
            assertThat(unpicklable.exitCode()).isEqualTo(1);
            assertThat(unpicklable.err()).contains("ickle");
            assertThat(here("call", address, "--methods", "get_queue").out().lines())
                    .contains("get", "put", "qsize");
            assertThat(here("call", address, "--methods", "--json", "get_queue").out())
                    .contains("\"qsize\"");
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsRaisedIsExitCode1() {
        return managers(address -> {
            assertThat(here("call", address, "get_dict", "__getitem__", "k"))
                    .isEqualTo(new Run(1, "", "KeyError: 'k'"));
            Run unknown = here("call", address, "get_nothing", "get");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err())
                    .startsWith("no object is registered as 'get_nothing' in the manager at " + address);
            Run method = here("call", address, "get_dict", "nothing");
            assertThat(method.exitCode()).isEqualTo(1);
            assertThat(method.err()).startsWith("AttributeError: ").contains("'nothing'", "update");
        });
    }

    @TestFactory
    Stream<DynamicTest> objectsOfUsersClasses() {
        return pythons(address -> {
            assertPrints("1060", here("call", address, "Primes", "sum"));
            assertPrints("17", here("call", address, "Primes", "sum", "below=10"));
            assertPrints("{\"count\":25,\"mean\":42.4}", here("call", address, "--json", "Primes", "statistics"));
            assertThat(here("call", address, "Primes", "iterate").out()).startsWith("<generator object ");
            assertPrints("datetime.date(2024, 2, 29)", here("call", address, "Objects", "give", "date"));
            assertPrints("\"2024-02-29\"", here("call", address, "--json", "Objects", "give", "date"));
            assertPrints("<objects_server.Plain object>", here("call", address, "Objects", "give", "plain"));
            Run strange = here("call", address, "Faults", "strange");
            assertThat(strange.exitCode()).isEqualTo(1);
            assertThat(strange.err()).startsWith("objects_server.Strange: ");
            Run traceback = here("call", address, "--traceback", "Faults", "unpicklable");
            assertThat(traceback.exitCode()).isEqualTo(1);
            assertThat(traceback.err()).contains("Traceback (most recent call last)", "pickle");
            Run brief = here("call", address, "Faults", "unpicklable");
            assertThat(brief.err().lines()).hasSize(1);
            Run late = here("call", address, "--timeout", "0.5", "Faults", "sleep", "5");
            assertThat(late.exitCode()).isEqualTo(2);
            assertThat(late.err()).contains(address + " did not answer within 500 ms");
        });
    }

    @TestFactory
    Stream<DynamicTest> aWrongKeyIsExitCode2() {
        return managers(address -> {
            Run refused = here("info", address, "--authkey", "wrong");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).startsWith("picklewire").hasLineCount(1);
        });
    }

    @TestFactory
    Stream<DynamicTest> ctrlCInAGetTakesNoItem() {
        return managers(address -> {
            try (Manager manager = Manager.connect(Address.parse(address), AuthKey.of(KEY));
                    Program waiting = started("call", address, "get_queue", "get")) {
                while (manager.numberOfObjects() == 0) {
                    Thread.onSpinWait(); // it has no proxy yet
                }
                waiting.signal("INT");
                assertThat(waiting.exitCode()).isEqualTo(130);
                assertThat(waiting.rest()).isEmpty();
                assertThat(waiting.error()).isEmpty();
                assertThat(manager.numberOfObjects()).isZero();

                manager.queue("get_queue").put("kept");
                assertPrints("'kept'", here("call", address, "get_queue", "get", "timeout=0.1"));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> ctrlCEndsAnyCall() {
        return pythons(address -> {
            try (Manager manager = Manager.connect(Address.parse(address), AuthKey.of(KEY));
                    Program waiting = started("call", address, "Faults", "sleep", "3")) {
                while (manager.numberOfObjects() == 0) {
                    Thread.onSpinWait();
                }
                waiting.signal("INT");
                assertThat(waiting.exitCode()).isEqualTo(130);
                assertThat(waiting.rest()).isEmpty();
                assertThat(waiting.error()).isEmpty();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> infoListsObjectsAndReferences() {
        return managers(address -> {
            try (Manager manager = Manager.connect(Address.parse(address), AuthKey.of(KEY));
                    var list = manager.list("get_list")) {
                list.add("an item\n");
                Run table = here("info", address);
                assertThat(table.exitCode()).isZero();
                assertThat(table.out()).startsWith("manager at " + address + ": 1 object is referred to\n");
                String ident = list.proxy().ident();
                assertThat(table.out())
                        .contains("\nIDENT", " REFERENCES  OBJECT")
                        .containsPattern("\n" + ident + " +1 +\\['an item.+");
                assertThat(here("info", address, "--json").out())
                        .contains("\"ident\":\"" + ident + "\",\"references\":1,\"object\":\"[");
            }
        });
    }

    @Test
    void infoSaysWhoHoldsALock() throws Exception {
        try (Program server = served()) {
            String address = server.address();
            try (Manager manager = Manager.connect(Address.parse(address), AuthKey.of(KEY));
                    var lock = manager.lock("Lock")) {
                lock.lock();
                try {
                    Run table = here("info", address);
                    assertThat(table.out()).contains("STATE").containsPattern("(?i)lock.* owner .+");
                } finally {
                    lock.unlock();
                }
                assertThat(here("info", address).out()).containsPattern("(?i)lock.* free");
                assertThat(here("info", address, "--json").out()).contains("\"state\":\"free\"");
            }
        }
    }

    @Test
    void helpSaysWhatThereIs() throws Exception {
        Run help = process("call", "127.0.0.1:1", "--help");
        assertThat(help.out())
                .contains(
                        "TYPEID",
                        "METHOD",
                        "ARGS",
                        "--json",
                        "--traceback",
                        "--timeout=SECONDS",
                        "--methods",
                        "--authkey");
        assertThat(help.exitCode()).isZero();
    }
}
