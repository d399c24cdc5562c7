package io.picklewire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.auth.AuthKey;
import io.picklewire.auth.AuthenticationException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PipeTest {
    private static final String PYTHON_CHILD =
            """
            import os
            from multiprocessing.connection import Client
            connection = Client(os.environ['PIPE'], authkey=os.environ['PIPE_KEY'].encode('ascii'))
            connection.send(connection.recv() + [u'and back'])
            """;

    static List<Python> pythons() {
        return Pythons.chosen();
    }

    @ParameterizedTest
    @MethodSource("pythons")
    void aPythonChildOpensTheOtherEnd(Python python) throws Exception {
        Pipe pipe = Connection.pipe();
        ProcessBuilder child = new ProcessBuilder(python.executable().toString(), "-c", PYTHON_CHILD);

        assertThat(conversationWith(child, pipe)).isEqualTo(List.of("there", "and back"));
    }

    /** It leaves its connection open: the threads behind it must not keep it alive. */
    @Test
    void aJavaChildOpensTheOtherEndAndEnds() throws Exception {
        Pipe pipe = Connection.pipe();
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                JavaChild.class.getName());

        assertThat(conversationWith(child, pipe)).isEqualTo("there and back");
    }

    static final class JavaChild {
        public static void main(String[] arguments) throws IOException {
            Connection connection =
                    Client.connect(Address.unix(System.getenv("PIPE")), AuthKey.of(System.getenv("PIPE_KEY")));
            connection.send(((List<?>) connection.recv()).get(0) + " and back");
        }
    }

    private static Object conversationWith(ProcessBuilder builder, Pipe pipe) throws Exception {
        builder.environment().put("PIPE", pipe.address().path());
        builder.environment().put("PIPE_KEY", pipe.key());
        Process child = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        var unused = child.onExit().thenRun(pipe::close);
        try (Connection connection = pipe.first()) {
            connection.send(List.of("there"));
            Object reply = connection.recv();
            assertThatThrownBy(connection::recv).isInstanceOf(EOFException.class);
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
            assertGone(pipe);
            return reply;
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void bothEndsMayBeOpenedHereAndBothSend() throws Exception {
        Pipe pipe = Connection.pipe();
        try (Connection first = pipe.first();
                Connection second = pipe.second()) {
            assertThat(pipe.first()).isSameAs(first);
            assertThat(pipe.second()).isSameAs(second);

            first.send("to the second");
            second.send("to the first");

            assertThat(first.recv()).isEqualTo("to the first");
            assertThat(second.recv()).isEqualTo("to the second");
            assertGone(pipe);
        }
    }

    @Test
    void aOneWayPipeHasAnEndThatReceivesAndOneThatSends() throws Exception {
        Pipe pipe = Connection.pipe(false);
        try (Connection sender = pipe.second();
                Connection receiver = pipe.first()) {
            sender.send("that way");
            assertThat(receiver.recv()).isEqualTo("that way");

            assertThatThrownBy(() -> receiver.send("this way"))
                    .isInstanceOf(IOException.class)
                    .hasMessage(pipe.address() + ": this end of the connection only receives");
            assertThatThrownBy(sender::recv)
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith(": this end of the connection only sends");
            assertThatThrownBy(() -> Connection.waitFor(List.of(sender))).isInstanceOf(IOException.class);

            sender.sendBytes(new byte[5]);
            assertThatThrownBy(() -> receiver.recvBytes(4)).isInstanceOf(IOException.class);
            assertThat(receiver.isOpen()).isFalse();
        }
    }

    @Test
    void anEndIsThereBeforeTheOtherIsOpened() throws Exception {
        Pipe pipe = Connection.pipe();
        try (Connection first = pipe.first()) {
            assertThat(first.poll()).isFalse();
            assertThat(first.poll(Duration.ofMillis(5))).isFalse();
            CompletableFuture<Throwable> sent = new CompletableFuture<>();
            Thread sender = new Thread(() -> sent.complete(catchThrowable(() -> first.send("early"))));
            sender.start();
            Eventually.waits(sender);

            try (Connection second = Client.connect(pipe.address(), AuthKey.of(pipe.key()))) {
                assertThat(second.recv()).isEqualTo("early");
                assertThat(sent.get(20, TimeUnit.SECONDS)).isNull();
            }
        }
    }

    @Test
    void anEndWhoseOtherIsNeverOpenedComesToItsEndWhenThePipeIsClosed() throws Exception {
        Pipe pipe = Connection.pipe();
        try (Connection first = pipe.first()) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread thread = new Thread(() -> thrown.complete(catchThrowable(first::recv)));
            thread.start();
            Eventually.waits(thread);

            pipe.close();

            assertThat(thrown.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(EOFException.class)
                    .hasMessage(pipe.address() + ": the other end of the pipe was never opened");
            assertThatThrownBy(() -> first.send("late")).isInstanceOf(EOFException.class);
            assertThat(first.poll()).isTrue();
            assertGone(pipe);
        }
    }

    @Test
    void aPipeClosedWhileItsEndsAreConnectedGoesOn() throws Exception {
        Pipe pipe = Connection.pipe();
        try (Connection first = pipe.first();
                Connection second = pipe.second()) {
            first.send(1);
            assertThat(second.recv()).isEqualTo(1);

            pipe.close();

            second.send(2);
            assertThat(first.recv()).isEqualTo(2);
        }
    }

    @Test
    void whoeverDoesNotKnowTheKeyIsKeptOutAndTheOtherEndIsStillAwaited() throws Exception {
        Pipe pipe = Connection.pipe();
        try (Connection first = pipe.first()) {
            assertThatThrownBy(() -> Client.connect(pipe.address(), AuthKey.of("a guess")))
                    .isInstanceOf(AuthenticationException.class);

            try (Connection second = pipe.second()) {
                second.send("right");
                assertThat(first.recv()).isEqualTo("right");
            }
        }
    }

    /** The socket and its folder. */
    private static void assertGone(Pipe pipe) {
        Path socket = Path.of(pipe.address().path());
        Eventually.holds(() -> !socket.getParent().toFile().exists());
    }
}
