"""What no well-meaning client sends. It costs other clients nothing, and nothing of it is run."""
import errno
import fcntl
import gc
import os
import pickle
import select
import shutil
import socket
import struct
import tempfile
import time
import unittest

import support
from support import Wire, control, serving

NESTING = 100000


class Command(object):
    """A pickle that runs a command in whoever loads it."""

    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def connected():
    """A plain socket that has said nothing yet."""
    address = support.address()
    for _ in range(1000):
        result = socket.socket(socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX)
        result.settimeout(20)
        try:
            result.connect(address)
            return result
        except (IOError, OSError) as error:
            result.close()
            if error.errno != errno.EAGAIN:  # the backlog of CPython before 3.13 is 16
                raise
            time.sleep(0.01)
    raise AssertionError('the server accepts no connections')


def frame(octets):
    return struct.pack('!i', len(octets)) + octets


def read_to_end(sock):
    """All that the other side says before it closes."""
    said = b''
    try:
        while True:
            octets = sock.recv(65536)
            if not octets:
                return said
            said += octets
    except socket.timeout:
        raise AssertionError('the connection was not closed')
    except (IOError, OSError):
        return said


class UnauthenticatedTest(support.ServerTest):
    """Bytes from someone without the key."""

    def tearDown(self):
        self.assertStillServes()

    def say(self, octets, then_close=False):
        sock = connected()
        try:
            sock.sendall(octets)
            if then_close:
                sock.shutdown(socket.SHUT_WR)
            return read_to_end(sock)
        finally:
            sock.close()

    def test_garbage_is_closed(self):
        self.assertNotIn(b'#WELCOME#', self.say(b'GET / HTTP/1.1\r\nHost: nowhere\r\n\r\n', then_close=True))
        self.assertNotIn(b'#WELCOME#', self.say(b'\xff' * 300, then_close=True))
        self.assertNotIn(b'#WELCOME#', self.say(bytes(bytearray(range(256))) * 4, then_close=True))

    def test_a_wrong_digest_is_answered_with_failure(self):
        self.assertIn(b'#FAILURE#', self.say(frame(b'x' * 16), then_close=True))

    @unittest.skipIf(support.is_reference(), 'CPython waits for the rest')
    def test_a_frame_over_256_bytes_is_closed_before_it_has_come(self):
        self.assertNotIn(b'#WELCOME#', self.say(struct.pack('!i', 257)))
        self.assertNotIn(b'#WELCOME#', self.say(struct.pack('!i', 2**31 - 1) + b'x'))

    @unittest.skipIf(support.is_reference(), 'CPython waits for the rest')
    def test_a_length_that_cannot_be_is_closed(self):
        self.assertNotIn(b'#WELCOME#', self.say(struct.pack('!i', -2)))
        self.assertNotIn(b'#WELCOME#', self.say(struct.pack('!i', -2**31)))
        self.assertNotIn(b'#WELCOME#', self.say(struct.pack('!iQ', -1, 2**64 - 1)))

    def test_a_truncated_frame_is_dropped(self):
        self.say(struct.pack('!i', 100) + b'only some', then_close=True)
        self.say(b'\x00\x00', then_close=True)
        self.say(b'', then_close=True)

    def test_a_connection_reset_at_once_is_dropped(self):
        for _ in range(20):
            sock = connected()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            sock.close()

    def test_silent_connections_keep_nobody_waiting(self):
        silent = [connected() for _ in range(50)]
        self.assertStillServes()
        for sock in silent:
            sock.close()

    def test_a_request_before_the_handshake_is_not_looked_at(self):
        request = frame(pickle.dumps((None, 'shutdown', (), {}), 2))
        self.assertNotIn(b'#WELCOME#', self.say(request + request, then_close=True))


class AuthenticatedTest(support.ServerTest):
    """Frames that are no requests, from someone with the key."""

    def tearDown(self):
        self.assertStillServes()

    def refused(self, octets):
        """Sends one frame in each phase; the answer is a traceback, or the connection closes."""
        for make_wire in Wire, serving:
            with make_wire() as wire:
                wire.connection.send_bytes(octets)
                self.assertClosedOrRefused(wire)

    def test_garbage_is_refused(self):
        for octets in [b'x', b'GET / HTTP/1.1', b'\xff' * 100, b'.', b'0.', b'\x80\xff.', b'}' * 50, b'(' * 50 + b't.',
                       b'\x80\x04\x95', b'N', b'a.', b'Ns.', b'h\x05.', b'cos\nsystem\n.', b'\x93.', b'R.', b'b.',
                       pickle.dumps((None, 'dummy', (), {}), 2)[:-1], pickle.dumps((None, 'dummy', (), {}), 2)[:10]]:
            self.refused(octets)

    def test_an_empty_frame_is_refused(self):
        with serving() as wire:
            wire.write(struct.pack('!i', 0))
            self.assertClosedOrRefused(wire)

    def test_lengths_inside_a_pickle_that_are_not_there_are_refused(self):
        for octets in [b'\x80\x02X\xff\xff\xff\x7f.', b'\x80\x03B\xff\xff\xff\x7fabc.',
                       b'\x80\x04\x8d' + b'\xff' * 7 + b'\x7f.', b'\x80\x04\x8e' + b'\xff' * 8 + b'.',
                       b'\x80\x02\x8b\xff\xff\xff\x7f.', b'\x80\x04\x95' + b'\xff' * 8 + b'N.',
                       b'\x80\x05\x96' + b'\xff' * 7 + b'\x7f.', b'\x80\x02T\xff\xff\xff\x7f.',
                       b'\x80\x02Nr\xff\xff\xff\x7f.']:
            self.refused(octets)

    @unittest.skipIf(support.is_reference(), 'CPython waits for 2 GB')
    def test_an_oversized_frame_is_refused_before_it_has_come(self):
        for header in [struct.pack('!iQ', -1, 2**62), struct.pack('!i', -2), struct.pack('!iQ', -1, 2**64 - 1)]:
            with serving() as wire:
                wire.write(header + b'x')
                self.assertClosedOrRefused(wire)

    def assertClosedOrRefused(self, wire):
        # CPython before 3.9 forgets to close a connection whose pickle ends early.
        if support.is_reference() and not wire.connection.poll(0.3):
            return
        try:
            self.assertIn(wire.answer()[0], ('#TRACEBACK', '#ERROR'))
        except (EOFError, IOError):
            pass

    def test_a_truncated_frame_is_dropped(self):
        with serving() as wire:
            wire.write(struct.pack('!i', 1000) + b'only some')

    def test_a_client_that_goes_before_its_answer_is_dropped(self):
        for _ in range(20):
            wire = serving()
            wire.send(('nowhere', 'x' * 1000, (), {}))
            wire.__exit__()


class UnreadAnswersTest(support.ServerTest):
    """A client that asks on and on and reads no answer."""
    MOST = 16 << 20

    def test_it_is_not_read_from_any_more(self):
        large = self.manager.list(['x' * 1000] * 1000)
        request = pickle.dumps((large._token.id, 'copy', (), {}), 2)
        with serving() as wire:
            fcntl.fcntl(wire.connection.fileno(), fcntl.F_SETFL, os.O_NONBLOCK)
            frames, sent, quiet = (struct.pack('>i', len(request)) + request) * 1000, 0, 0
            while quiet < 50 and sent < self.MOST:
                try:
                    sent += os.write(wire.connection.fileno(), frames)
                    quiet = 0
                except (IOError, OSError) as error:
                    self.assertEqual(error.errno, errno.EAGAIN)
                    quiet += 1
                    select.select([], [wire.connection.fileno()], [], 0.02)
            self.assertLess(sent, self.MOST)
            self.assertStillServes()
        self.assertStillServes()


class CommandTest(support.ServerTest):
    """os.system in a pickle."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.marker = os.path.join(self.folder, 'was-run')
        self.command = Command('touch ' + self.marker)

    def tearDown(self):
        shutil.rmtree(self.folder)
        self.assertStillServes()

    def assertNotRun(self):
        self.assertFalse(os.path.exists(self.marker), 'the server ran a command that it was sent')

    @support.cpython_gets_this_wrong('it runs what it is sent')
    def test_on_a_queue_it_is_carried_and_runs_only_where_it_is_taken(self):
        shared = self.manager.Queue()
        shared.put(self.command)
        self.assertEqual(shared.qsize(), 1)
        self.assertNotRun()
        self.assertEqual(shared.get(), 0)  # what os.system returned, here
        self.assertTrue(os.path.exists(self.marker))

    @support.cpython_gets_this_wrong('it runs what it is sent')
    def test_in_a_list_a_dict_and_a_namespace_it_is_carried(self):
        shared = self.manager.list([1])
        shared.append(self.command)
        self.manager.dict()['k'] = self.command
        self.manager.Namespace().a = self.command
        self.manager.Value('i', 0).value = self.command
        self.manager.list([self.command])
        self.assertNotRun()

    @support.cpython_gets_this_wrong('it runs what it is sent')
    def test_where_a_value_is_looked_at_it_is_refused_or_compared_by_structure(self):
        numbers, entries = self.manager.list([1, self.command]), self.manager.dict({'a': 1})
        for attempt in [lambda: numbers.count(self.command), lambda: numbers.index(self.command),
                        lambda: self.command in numbers, lambda: numbers.extend(self.command),
                        lambda: numbers[self.command], lambda: numbers.insert(self.command, 1),
                        lambda: numbers.sort(), lambda: str(numbers), lambda: numbers * self.command,
                        lambda: numbers.sort(key=self.command), lambda: entries.__setitem__(self.command, 1),
                        lambda: entries.get(self.command), lambda: self.command in entries,
                        lambda: entries.update(self.command), lambda: numbers.remove(self.command),
                        lambda: self.manager.list(self.command), lambda: self.manager.Queue(self.command),
                        lambda: self.manager.Array('i', self.command), lambda: control(self.command),
                        lambda: self.manager.Queue().get(True, self.command)]:
            try:
                attempt()
            except Exception:
                pass  # refused
            self.assertNotRun()

    @support.cpython_gets_this_wrong('it runs what it is sent')
    def test_in_place_of_a_request_it_is_refused(self):
        for make_wire in Wire, serving:
            with make_wire() as wire:
                wire.send(self.command)
                self.assertEqual(wire.answer()[0], '#TRACEBACK')
            self.assertNotRun()


class NestingTest(support.ServerTest):
    """100,000 levels of lists in lists."""

    def setUp(self):
        self.wire = serving()
        self.deep = b']' * NESTING + b'a' * (NESTING - 1)

    def tearDown(self):
        self.wire.__exit__()
        self.assertStillServes()

    def call(self, ident, method, arguments):
        """The answer to a call whose arguments are opcodes, as it comes."""
        self.wire.connection.send_bytes(
            b'\x80\x02(' + self.text(ident) + self.text(method) + b'(' + arguments + b't}t.')
        if not self.wire.connection.poll(60):
            self.fail('no answer')
        return self.wire.connection.recv_bytes()

    def text(self, word):
        return b'U' + bytes(bytearray([len(word)])) + word.encode()

    @support.cpython_gets_this_wrong('RecursionError as soon as it pickles the item')
    def test_such_an_item_is_carried(self):
        ident = control('create', 'Queue')[1][0]
        self.assertEqual(pickle.loads(self.call(ident, 'put', self.deep)), ('#RETURN', None))
        reply = self.call(ident, 'get', b'')
        control('decref', ident)
        self.assertIn(b'#RETURN', reply[:40])
        self.assertGreaterEqual(reply.count(b']'), NESTING)

    def test_such_an_argument_where_it_is_looked_at_is_answered(self):
        ident = control('create', 'list', [1, [2]])[1][0]
        for method in 'count', 'index', 'remove', '__contains__', 'extend', '__add__', '__getitem__', '__mul__':
            self.assertIn(b'#', self.call(ident, method, self.deep)[:40])
        control('decref', ident)

    @unittest.skipIf(support.is_reference(), 'CPython may run out of stack')
    def test_a_list_that_holds_it_can_be_shown_and_searched(self):
        ident = control('create', 'list')[1][0]
        self.call(ident, 'append', self.deep)
        self.call(ident, 'append', self.deep)
        for method, arguments in [('__repr__', b''), ('__str__', b''), ('count', self.deep), ('index', self.deep),
                                  ('__contains__', self.deep), ('sort', b''), ('remove', self.deep)]:
            self.assertIn(b'#', self.call(ident, method, arguments)[:40])
        control('decref', ident)

    def test_such_a_key_is_answered(self):
        ident = control('create', 'dict')[1][0]
        deep_tuple = b')' + b'\x85' * NESTING
        for key in self.deep, deep_tuple:
            self.assertIn(b'#', self.call(ident, '__setitem__', key + b'N')[:40])
            self.assertIn(b'#', self.call(ident, 'get', key)[:40])
        control('decref', ident)

    def test_such_a_request_is_answered(self):
        self.wire.connection.send_bytes(b'\x80\x02' + self.deep + b'.')
        self.assertTrue(self.wire.connection.poll(60))
        self.assertIn(b'#TRACEBACK', self.wire.connection.recv_bytes())


class CollisionTest(support.ServerTest):
    """Values made to be slow."""

    @unittest.skipIf(support.is_reference(), 'CPython is slow there')
    def test_a_tuple_that_holds_itself_twice_forty_levels_deep_is_answered(self):
        value = ()
        for _ in range(40):
            value = (value, value)
        shared = self.manager.dict()
        try:
            shared[value] = 1
        except Exception:
            pass  # refused
        self.manager.list([value]).count(value)
        gc.collect()
        self.assertStillServes()

    def test_many_keys_of_one_hash_are_taken(self):
        shared = self.manager.dict()
        modulus = 2**61 - 1
        shared.update(dict((number * modulus, number) for number in range(1000)))
        self.assertEqual(shared[500 * modulus], 500)


if __name__ == '__main__':
    support.main()
