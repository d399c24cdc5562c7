package io.picklewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.picklewire.Pythons;
import io.picklewire.Pythons.Python;
import io.picklewire.pickle.Dumper;
import io.picklewire.pickle.Loader;
import io.picklewire.pickle.Reader;
import io.picklewire.python.PyTuple;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Requests that every CPython reads, and replies of every CPython that are read, pickled as its managers do. */
class MessagesOfCPythonTest {
    private static final String READ_REQUEST =
            """
            import base64, pickle, sys
            ident, method, args, kwds = pickle.loads(base64.b64decode(sys.argv[1]))
            assert type(ident) is str and ident == '7f00', repr(ident)
            assert type(method) is str and method == 'get', repr(method)
            assert args == (1, [u'a', None], 2.5, b'\\x00\\xff', 2 ** 70), repr(args)
            assert [type(k) for k in kwds] == [str, str] and kwds['block'] is True and kwds['timeout'] == 0.5
            print('read')
            """;
    private static final String WRITE_REPLIES =
            """
            import base64, sys, traceback
            from multiprocessing import managers
            try:
                from multiprocessing.reduction import ForkingPickler
                dumps = ForkingPickler.dumps
            except (ImportError, AttributeError):
                import pickle
                dumps = lambda value: pickle.dumps(value, 2)
            try:
                import queue
            except ImportError:
                import Queue as queue
            class Strange(Exception):
                def __init__(self, code):
                    Exception.__init__(self, 'strange', code)
                    self.hint = u'look'
                def __reduce__(self):
                    return Strange, (1,), self.__dict__
            try:
                {}['no such key']
            except KeyError:
                text = traceback.format_exc()
            for reply in [
                    ('#RETURN', {'a': [1, 2.5, None]}),
                    ('#RETURN', ('7f00', ('append', 'pop'))),
                    ('#ERROR', KeyError('missing')),
                    ('#ERROR', queue.Empty()),
                    ('#ERROR', Strange(7)),
                    ('#ERROR', OSError(2, 'No such file or directory', 'x')),
                    ('#TRACEBACK', text),
                    ('#UNSERIALIZABLE', text),
                    ('#PROXY', (('__next__', 'send'), managers.Token('Iterator', ('127.0.0.1', 5), '7f01')))]:
                print(base64.b64encode(bytes(dumps(reply))).decode('ascii'))
            """;

    private static byte[] request(int protocol) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("block", true);
        named.put("timeout", 0.5);
        List<Object> positional = java.util.Arrays.asList(
                1, java.util.Arrays.asList("a", null), 2.5, new byte[] {0, -1}, java.math.BigInteger.TWO.pow(70));
        return Request.encode("7f00", "get", new Request.Arguments(positional, named), new Dumper(protocol));
    }

    private static byte[] whole(ByteBuffer... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuffer part : parts) {
            bytes.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        }
        return bytes.toByteArray();
    }

    @TestFactory
    Stream<DynamicTest> everyCPythonReadsARequest() {
        return Pythons.all().stream()
                .map(python -> DynamicTest.dynamicTest(python.toString(), () -> {
                    int protocol = python.isAtLeast(3, 0) ? 4 : 2;
                    String written =
                            python.run(READ_REQUEST, Base64.getEncoder().encodeToString(request(protocol)));
                    assertThat(written.strip()).as("%s", python).isEqualTo("read");
                }));
    }

    @TestFactory
    Stream<DynamicTest> theRepliesOfEveryCPythonAreRead() {
        return Pythons.all().stream().map(python -> DynamicTest.dynamicTest(python.toString(), () -> replies(python)));
    }

    private static void replies(Python python) throws IOException {
        List<byte[]> messages = python.run(WRITE_REPLIES)
                .lines()
                .map(Base64.getDecoder()::decode)
                .toList();
        assertThat(Reply.writer(messages.get(0)).protocol())
                .isEqualTo(python.isAtLeast(3, 14) ? 5 : python.isAtLeast(3, 8) ? 4 : python.isAtLeast(3, 0) ? 3 : 2);
        List<Reply> replies = messages.stream()
                .map(message -> Reply.parse(message, new Loader()))
                .toList();
        assertThat(((Reply.Result) replies.get(0)).value()).hasToString("{'a': [1, 2.5, None]}");
        Reply.Created created = Reply.Created.read(((Reply.Result) replies.get(1)).value());
        assertThat(created).isEqualTo(new Reply.Created("7f00", List.of("append", "pop")));
        raised(replies);
        assertThat(((Reply.Traceback) replies.get(6)).text())
                .startsWith("Traceback (most recent call last)")
                .endsWith("KeyError: 'no such key'\n");
        assertThat(((Reply.Unserializable) replies.get(7)).text()).endsWith("KeyError: 'no such key'\n");
        Reply.Proxied proxied = (Reply.Proxied) replies.get(8);
        assertThat(proxied.exposed()).containsExactly("__next__", "send");
        assertThat(proxied.token().typeid()).isEqualTo("Iterator");
        assertThat(proxied.token().ident()).isEqualTo("7f01");
    }

    private static void raised(List<Reply> replies) {
        Reply.Raised key = (Reply.Raised) replies.get(2);
        assertThat(key.exception().type().isBuiltin("KeyError")).isTrue();
        assertThat(key.exception()).hasMessage("'missing'");
        assertThat(key.traceback()).isEmpty();
        Reply.Raised empty = (Reply.Raised) replies.get(3);
        assertThat(empty.exception().type().module()).isIn("queue", "_queue");
        assertThat(empty.exception().type().name()).isEqualTo("Empty");
        Reply.Raised strange = (Reply.Raised) replies.get(4);
        assertThat(strange.exception().type().name()).isEqualTo("Strange");
        assertThat(String.valueOf(strange.exception().state())).contains("hint").contains("look");
        Reply.Raised missing = (Reply.Raised) replies.get(5);
        assertThat(missing.exception()).hasMessage("[Errno 2] No such file or directory: 'x'");
    }

    @Test
    void aRequestThatWasEncodedIsParsedAgain() {
        for (int protocol = 0; protocol <= Dumper.HIGHEST; protocol++) {
            Request parsed = Request.parse(request(protocol));
            assertThat(parsed.ident()).isEqualTo("7f00");
            assertThat(parsed.method()).isEqualTo("get");
            assertThat(parsed.args()).hasSize(5);
            assertThat(parsed.kwargs().keySet()).containsExactly("block", "timeout");
            assertThat(parsed.kwargs().get("timeout").open()).isEqualTo(0.5);
        }
    }

    @Test
    void everyReplyThatWasEncodedIsParsedAgain() {
        Token token = new Token("Iterator", PyTuple.of("127.0.0.1", 5), "7f01");
        List<Reply> replies = List.of(
                new Reply.Result(List.of(1, 2)),
                new Reply.Traceback("why\n"),
                new Reply.Unserializable("why not\n"),
                new Reply.Proxied(List.of("__next__"), token));
        for (int protocol = 2; protocol <= Dumper.HIGHEST; protocol++) {
            for (Reply reply : replies) {
                Reply parsed = Reply.parse(message(reply, protocol), new Loader());
                assertThat(parsed.toString()).isEqualTo(reply.toString());
            }
        }
    }

    private static byte[] message(Reply reply, int protocol) {
        return whole(reply.encode(Reader.ofPickle(protocol), ident -> null));
    }

    @Test
    void aServersTracebackComesWithTheException() {
        Reply raised = new Reply.Raised(io.picklewire.python.PyException.valueError("odd"), "at a line\n");
        Reply.Raised parsed = (Reply.Raised) Reply.parse(message(raised, 4), new Loader());
        assertThat(parsed.exception()).hasMessage("odd");
        assertThat(parsed.traceback()).isEqualTo("at a line\n");
    }

    @Test
    void whatIsNoReplyIsRefusedWithWhatWasFound() {
        refused(List.of("#RETURN", 1), "a reply is of type list; allowed is a tuple (kind, payload)");
        refused(PyTuple.of("#RETURN", 1, 2), "a reply is of type tuple; allowed is a tuple (kind, payload)");
        refused(PyTuple.of(5, 1), "the kind of a reply is of type int; allowed is a str");
        refused(PyTuple.of("#ODD", 1), "a reply of the kind '#ODD'; allowed are #RETURN, #ERROR, #TRACEBACK");
        refused(PyTuple.of("#ERROR", 1), "the payload of #ERROR is of type int; allowed is an exception");
        refused(PyTuple.of("#TRACEBACK", 1), "the payload of #TRACEBACK is of type int; allowed is a str");
        refused(PyTuple.of("#PROXY", 1), "the payload of #PROXY is of type int; allowed is a tuple (exposed, token)");
        assertThatThrownBy(() -> Reply.Created.read(3))
                .isInstanceOf(PickleException.class)
                .hasMessage("the result of create is of type int; allowed is a tuple (ident, exposed)");
    }

    private static void refused(Object value, String message) {
        assertThatThrownBy(() -> Reply.parse(new Dumper(4).dumps(value), new Loader()))
                .isInstanceOf(PickleException.class)
                .hasMessageStartingWith(message);
    }
}
