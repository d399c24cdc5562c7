"""Requests and replies written by hand: what managers and proxies say to each other."""
import multiprocessing
import pickle
import sys
import unittest
from multiprocessing import managers

import support
from support import Wire, control, serving

LIST = ['__add__', '__contains__', '__delitem__', '__getitem__', '__len__', '__mul__', '__reversed__', '__rmul__',
        '__setitem__', 'append', 'count', 'extend', 'index', 'insert', 'pop', 'remove', 'reverse', 'sort', '__imul__']
DICT = ['__contains__', '__delitem__', '__getitem__', '__iter__', '__len__', '__setitem__', 'clear', 'copy', 'get',
        'items', 'keys', 'pop', 'popitem', 'setdefault', 'update', 'values']
QUEUE = ['empty', 'full', 'get', 'get_nowait', 'join', 'put', 'put_nowait', 'qsize', 'task_done']


class WireTest(unittest.TestCase):
    """Makes objects without proxies, and drops them at the end."""

    def setUp(self):
        self.idents = []

    def tearDown(self):
        for ident in self.idents:
            control('decref', ident)

    def create(self, typeid, *args, **kwds):
        kind, payload = control('create', typeid, *args, **kwds)
        self.assertEqual(kind, '#RETURN', payload)
        self.idents.append(payload[0])
        return payload[0]

    def assertTraceback(self, answer, *words):
        kind, text = answer
        self.assertEqual(kind, '#TRACEBACK', answer)
        self.assertIs(type(text), str)
        for word in words:
            self.assertIn(word, text)


class ControlTest(WireTest):
    def test_dummy_returns_none(self):
        self.assertEqual(control('dummy'), ('#RETURN', None))

    def test_create_returns_an_ident_and_what_is_exposed(self):
        for typeid, args, names in [('list', (), LIST), ('dict', (), DICT), ('Queue', (), QUEUE),
                                    ('JoinableQueue', (3,), QUEUE), ('Value', ('i', 1), ['get', 'set']),
                                    ('Array', ('i', [1]), ['__len__', '__getitem__', '__setitem__']),
                                    ('Event', (), ['is_set', 'set', 'clear', 'wait']),
                                    ('Namespace', (), ['__getattribute__', '__setattr__', '__delattr__'])]:
            kind, (ident, exposed) = control('create', typeid, *args)
            self.idents.append(ident)
            self.assertEqual(kind, '#RETURN')
            self.assertIs(type(ident), str)
            self.assertNotIn(':', ident)
            self.assertIs(type(exposed), tuple)
            self.assertEqual([name for name in names if name not in exposed], [], typeid)
            self.assertEqual(set(map(type, exposed)), {str})

    def test_create_takes_arguments_by_name(self):
        ident = self.create('Queue', maxsize=1)
        with serving() as wire:
            wire.ask((ident, 'put', (1,), {}))
            self.assertEqual(wire.ask((ident, 'full', (), {})), ('#RETURN', True))

    def test_an_unknown_typeid_is_a_key_error(self):
        self.assertTraceback(control('create', 'Nowhere'), 'KeyError', 'Nowhere')

    def test_wrong_arguments_to_create_are_a_type_error(self):
        self.assertTraceback(control('create', 'list', 1, 2), 'TypeError')
        self.assertTraceback(control('create', 'list', 5), 'TypeError')
        self.assertTraceback(control('create', 'Queue', nonsense=1), 'TypeError')
        self.assertTraceback(control('create'), 'TypeError')

    def test_the_iterator_typeid_shares_what_it_is_given(self):
        ident = self.create('Iterator', iter([1]) if not support.PYTHON_2 else [1])
        self.assertEqual(control('decref', ident), ('#RETURN', None))
        self.idents.remove(ident)

    def test_an_object_lives_as_long_as_it_is_referred_to(self):
        ident = self.create('list', [1])
        self.assertEqual(control('incref', ident), ('#RETURN', None))
        self.assertEqual(control('decref', ident), ('#RETURN', None))
        with serving() as wire:
            self.assertEqual(wire.ask((ident, '__len__', (), {})), ('#RETURN', 1))

    def test_decref_of_an_unknown_ident_is_a_key_error(self):
        self.assertTraceback(control('decref', 'nowhere'), 'KeyError', 'nowhere')

    def test_incref_of_an_unknown_ident_is_a_key_error(self):
        self.assertTraceback(control('incref', 'nowhere'), 'KeyError', 'nowhere')

    def test_get_methods_says_what_create_said(self):
        kind, (ident, exposed) = control('create', 'dict')
        self.idents.append(ident)
        kind, methods = control('get_methods', managers.Token('dict', support.address(), ident))
        self.assertEqual(kind, '#RETURN')
        self.assertIs(type(methods), tuple)
        self.assertEqual(set(methods), set(exposed))

    def test_get_methods_of_an_unknown_token_is_a_key_error(self):
        token = managers.Token('dict', support.address(), 'nowhere')
        self.assertTraceback(control('get_methods', token), 'KeyError')
        self.assertTraceback(control('get_methods', 5))

    def test_number_of_objects_counts_what_is_made(self):
        kind, before = control('number_of_objects')
        self.assertEqual(kind, '#RETURN')
        self.assertIs(type(before), int)
        self.create('list')
        self.assertGreaterEqual(control('number_of_objects')[1], 1)

    def test_debug_info_shows_each_object_with_its_refcount(self):
        ident = self.create('list', list(range(100)))
        kind, text = control('debug_info')
        self.assertEqual(kind, '#RETURN')
        self.assertIn('  %s:       refcount=1\n    %s' % (ident, str(list(range(100)))[:75]), text)
        control('incref', ident)
        self.assertIn('  %s:       refcount=2\n' % ident, control('debug_info')[1])
        control('decref', ident)

    def test_an_unknown_function_is_refused(self):
        self.assertTraceback(control('serve_forever'), 'serve_forever', 'unrecognized')
        self.assertTraceback(control('__init__'), 'unrecognized')
        self.assertTraceback(control(''), 'unrecognized')

    def test_wrong_arguments_to_a_function_are_a_type_error(self):
        self.assertTraceback(control('dummy', 1), 'TypeError')
        self.assertTraceback(control('dummy', nonsense=1), 'TypeError')
        self.assertTraceback(control('incref'), 'TypeError')
        self.assertTraceback(control('number_of_objects', 1), 'TypeError')

    def test_a_request_that_is_not_one_is_answered_and_costs_only_its_connection(self):
        for request in [5, None, 'text', [], (), (None,), (None, 'dummy'), (None, 'dummy', ()),
                        (None, 'dummy', (), {}, 5), {'a': 1}, (None, 'dummy', 5, {}), (None, 'dummy', (), 5),
                        (None, 5, (), {}), (None, None, (), {}), (None, ['dummy'], (), {}),
                        (None, 'dummy', (), {5: 5})]:
            with Wire() as wire:
                self.assertTraceback(wire.ask(request))
        self.assertEqual(control('dummy'), ('#RETURN', None))

    def test_a_request_of_four_in_a_list_is_one(self):
        with Wire() as wire:
            self.assertEqual(wire.ask([None, 'dummy', [], {}]), ('#RETURN', None))

    def test_an_ident_in_a_control_request_is_ignored(self):
        with Wire() as wire:
            self.assertEqual(wire.ask(('anything', 'dummy', (), {})), ('#RETURN', None))

    def test_a_control_connection_is_closed_after_its_answer(self):
        with Wire() as wire:
            wire.ask((None, 'dummy', (), {}))
            self.assertRaises((EOFError, IOError), wire.answer)

    def test_accept_connection_needs_a_name(self):
        self.assertTraceback(control('accept_connection'), 'TypeError')

    def test_accept_connection_takes_any_name(self):
        for name in ['Process-1|Thread-2', u'\u20ac' if not support.PYTHON_2 else 'x', '']:
            with Wire() as wire:
                self.assertEqual(wire.ask((None, 'accept_connection', (name,), {})), ('#RETURN', None))


class ServingTest(WireTest):
    def setUp(self):
        super(ServingTest, self).setUp()
        self.wire = serving()
        self.ident = self.create('list', [1, 2, 3])

    def tearDown(self):
        self.wire.__exit__()
        super(ServingTest, self).tearDown()

    def ask(self, method, *args, **kwds):
        return self.wire.ask((self.ident, method, args, kwds))

    def test_return_carries_the_value(self):
        self.assertEqual(self.ask('__len__'), ('#RETURN', 3))
        self.assertEqual(self.ask('append', 4), ('#RETURN', None))
        self.assertEqual(self.ask('__getitem__', slice(1, None)), ('#RETURN', [2, 3, 4]))

    def test_error_carries_the_exception(self):
        kind, error = self.ask('__getitem__', 9)
        self.assertEqual(kind, '#ERROR')
        self.assertIs(type(error), IndexError)
        self.assertEqual(error.args, ('list index out of range',))

    def test_proxy_carries_what_is_exposed_and_a_token(self):
        shared = self.create('dict', {'a': 1})
        kind, (exposed, token) = self.wire.ask((shared, '__iter__', (), {}))
        self.idents.append(token.id)
        self.assertEqual(kind, '#PROXY')
        self.assertIs(type(exposed), tuple)
        self.assertIn('next' if support.PYTHON_2 else '__next__', exposed)
        self.assertIs(type(token), managers.Token)
        self.assertEqual(token.typeid, 'Iterator')
        self.assertEqual(self.wire.ask((token.id, 'next' if support.PYTHON_2 else '__next__', (), {})),
                         ('#RETURN', 'a'))

    def test_a_proxy_reply_has_the_address_of_the_server(self):
        shared = self.create('dict')
        token = self.wire.ask((shared, '__iter__', (), {}))[1][1]
        self.idents.append(token.id)
        self.assertEqual(token.address, support.address())

    def test_traceback_for_an_unknown_ident(self):
        self.assertTraceback(self.wire.ask(('nowhere', 'append', (1,), {})), 'KeyError', 'nowhere')
        self.assertTraceback(self.wire.ask((None, 'dummy', (), {})), 'KeyError')
        self.assertTraceback(self.wire.ask((5, 'append', (1,), {})), 'KeyError')

    def test_traceback_for_a_method_that_is_not_exposed(self):
        for method in ['nowhere', '__class__', '__init__', '__reduce__', '', '#NOWHERE']:
            self.assertTraceback(self.ask(method))

    def test_traceback_for_a_request_that_is_not_one_and_the_connection_goes_on(self):
        for request in [5, None, 'text', [], (), (self.ident,), (self.ident, '__len__'), (self.ident, '__len__', ()),
                        (self.ident, '__len__', (), {}, 5), {'a': 1}, ([], '__len__', (), {}),
                        (self.ident, 5, (), {}), (self.ident, None, (), {}), (self.ident, [], (), {})]:
            self.assertTraceback(self.wire.ask(request))
            self.assertEqual(self.ask('__len__'), ('#RETURN', 3))

    def test_arguments_that_are_none_are_an_error_and_the_connection_goes_on(self):
        for request in [(self.ident, '__len__', 5, {}), (self.ident, '__len__', (), 5),
                        (self.ident, '__len__', (), {5: 5}), (self.ident, '__len__', None, None)]:
            kind, error = self.wire.ask(request)
            self.assertEqual(kind, '#ERROR')
            self.assertIs(type(error), TypeError)
            self.assertEqual(self.ask('__len__'), ('#RETURN', 3))

    def test_arguments_may_come_in_a_list(self):
        self.assertEqual(self.wire.ask([self.ident, 'append', [4], {}]), ('#RETURN', None))
        self.assertEqual(self.ask('__len__'), ('#RETURN', 4))

    def test_keyword_arguments_bind(self):
        self.assertEqual(self.ask('sort', reverse=True), ('#RETURN', None))
        self.assertEqual(self.ask('#GETVALUE'), ('#RETURN', [3, 2, 1]))

    def test_the_fallbacks_answer_what_is_not_exposed(self):
        self.assertEqual(self.ask('__str__'), ('#RETURN', '[1, 2, 3]'))
        self.assertEqual(self.ask('__repr__'), ('#RETURN', '[1, 2, 3]'))
        self.assertEqual(self.ask('#GETVALUE'), ('#RETURN', [1, 2, 3]))

    def test_the_fallbacks_take_no_arguments(self):
        for fallback in '__str__', '__repr__', '#GETVALUE':
            self.assertTraceback(self.ask(fallback, 1), 'TypeError')

    def test_wrong_argument_counts_are_a_type_error(self):
        for method, args in [('append', ()), ('append', (1, 2)), ('__len__', (1,)), ('insert', (1,)), ('pop', (1, 2))]:
            kind, error = self.ask(method, *args)
            self.assertEqual((kind, type(error)), ('#ERROR', TypeError))

    def test_the_referent_of_a_queue_cannot_be_sent(self):
        shared = self.create('Queue')
        kind, text = self.wire.ask((shared, '#GETVALUE', (), {}))
        self.assertEqual(kind, '#UNSERIALIZABLE')
        self.assertIs(type(text), str)
        self.assertEqual(self.ask('__len__'), ('#RETURN', 3))

    def test_requests_of_every_protocol_are_understood(self):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            for arguments in [(1,), (u'\u20ac',), ('x' * 300,), ('y' * 70000,), (2**70,), (1.5,), (None,)]:
                self.wire.connection.send_bytes(pickle.dumps((self.ident, 'append', arguments, {}), protocol))
                self.assertEqual(self.wire.answer(), ('#RETURN', None))
                self.assertEqual(self.ask('pop'), ('#RETURN', arguments[0]))

    def test_replies_are_of_the_protocol_of_this_interpreter(self):
        self.wire.send((self.ident, '#GETVALUE', (), {}))
        octets = self.wire.connection.recv_bytes()
        spoken = 2 if support.PYTHON_2 else pickle.DEFAULT_PROTOCOL
        self.assertEqual(octets[:2], b'\x80' + bytes(bytearray([spoken])))

    def test_a_frame_in_pieces_is_a_frame(self):
        octets = pickle.dumps((self.ident, '__len__', (), {}), 2)
        frame = bytes(bytearray([0, 0, 0, len(octets)])) + octets
        for index in range(len(frame)):
            self.wire.write(frame[index:index + 1])
        self.assertEqual(self.wire.answer(), ('#RETURN', 3))

    @unittest.skipIf(support.is_reference() and sys.version_info < (3, 8), 'CPython has it from 3.8 on')
    def test_a_frame_with_a_long_header_is_a_frame(self):
        octets = pickle.dumps((self.ident, '__len__', (), {}), 2)
        self.wire.write(b'\xff\xff\xff\xff' + bytes(bytearray([0] * 7 + [len(octets)])) + octets)
        self.assertEqual(self.wire.answer(), ('#RETURN', 3))

    def test_idents_are_not_used_again(self):
        seen = set()
        for _ in range(20):
            kind, (ident, _) = control('create', 'list')
            control('decref', ident)
            seen.add(ident)
        if not support.is_reference():  # CPython's are addresses in memory
            self.assertEqual(len(seen), 20)


class AuthenticationTest(unittest.TestCase):
    def test_the_wrong_key_is_refused(self):
        for key in [b'wrong', support.authkey() + b'!', support.authkey()[:-1]]:
            with self.assertRaises(multiprocessing.AuthenticationError):
                support.connection.Client(support.address(), authkey=key)

    def test_an_empty_key_is_refused(self):
        with self.assertRaises(multiprocessing.AuthenticationError):
            support.connection.Client(support.address(), authkey=b'')

    def test_the_right_key_still_works(self):
        self.test_the_wrong_key_is_refused()
        self.assertEqual(control('dummy'), ('#RETURN', None))

    def test_the_server_challenges_first(self):
        raw = support.connection.Client(support.address())
        challenge = raw.recv_bytes(256)
        self.assertTrue(challenge.startswith(b'#CHALLENGE#'), challenge)
        raw.close()

    def test_a_client_without_a_key_is_answered_with_failure_or_closed(self):
        raw = support.connection.Client(support.address())
        raw.recv_bytes(256)
        raw.send_bytes(pickle.dumps((None, 'dummy', (), {}), 2))
        try:
            self.assertEqual(raw.recv_bytes(256), b'#FAILURE#')
        except (EOFError, IOError):
            pass
        raw.close()


@unittest.skipIf(support.PYTHON_2, 'Python 3 has these dialects')
class DialectTest(unittest.TestCase):
    """Answers to the challenge that this interpreter may not give, given by hand."""

    def answered(self, make_answer):
        """The server's verdict on an answer to its challenge; and its answer to ours."""
        raw = support.connection.Client(support.address())
        try:
            challenge = raw.recv_bytes(256)[len(b'#CHALLENGE#'):]
            raw.send_bytes(make_answer(challenge))
            return raw.recv_bytes(256)
        finally:
            raw.close()

    def hmac(self, challenge, digest):
        import hmac
        return hmac.new(support.authkey(), challenge, digest).digest()

    def test_a_raw_md5_is_taken_from_a_peer_up_to_3_11(self):
        self.assertEqual(self.answered(lambda challenge: self.hmac(challenge, 'md5')), b'#WELCOME#')

    @unittest.skipIf(support.is_reference() and sys.version_info < (3, 12), '3.12 has it')
    def test_a_prefixed_digest_is_taken_from_3_12(self):
        for digest in 'md5', 'sha256', 'sha384', 'sha3_256', 'sha3_384':
            self.assertEqual(self.answered(
                lambda challenge: b'{' + digest.encode() + b'}' + self.hmac(challenge, digest)), b'#WELCOME#')

    def test_a_wrong_digest_is_refused(self):
        for answer in [b'', b'x', b'x' * 16, b'{sha256}' + b'x' * 32, b'{sha256}', b'{nonsense}' + b'x' * 32, b'{}']:
            try:
                self.assertEqual(self.answered(lambda challenge: answer), b'#FAILURE#')
            except (EOFError, IOError):
                pass  # closed without a word: CPython, where the answer cannot be read
            except AssertionError:
                if not support.is_reference():
                    raise


if __name__ == '__main__':
    support.main()
