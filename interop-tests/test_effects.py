"""What a pickle makes only for the effect of making it, and then drops: nothing of it is lost, and nothing confused."""
import pickle
import pickletools
import random
import unittest

import items
import support
from support import PYTHON_2, control, serving


def shuffled(pickled, chance):
    """The same value by other opcodes: some that have no effect stand between them."""
    operations = list(pickletools.genops(pickled))
    ends = [at for _, _, at in operations[1:]] + [len(pickled)]
    result, protocol = b'', 0
    for (operation, argument, at), end in zip(operations, ends):
        if operation.name == 'PROTO':
            protocol = argument
        if operation.name != 'FRAME':  # they count bytes
            result += pickled[at:end]
        if operation.name in ('PROTO', 'FRAME', 'STOP'):
            continue
        choices = [b'N0', b'(0', b'(N(N0000', b'(lN0(I1\nl00']
        if protocol > 0:
            choices += [b'(NN1', b'()](N11' if protocol > 1 else b'()1']
        if operation.stack_after and operation.stack_after[-1] is not pickletools.markobject:
            choices.append(b'20')
        while chance.random() < 0.3:
            result += chance.choice(choices)
    return result


class EffectsTest(support.ServerTest):
    def setUp(self):
        super(EffectsTest, self).setUp()
        self.seed = random.randrange(10**9)
        self.chance = random.Random(self.seed)

    def each(self):
        """Every item, in a request to every protocol, as it may be written too."""
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            for name, item in items.all_own():
                def request(*parts):
                    return shuffled(pickle.dumps(parts, protocol), self.chance)
                try:
                    pickle.dumps(item, protocol)
                except Exception:
                    continue  # Python itself cannot pickle this one so
                if len(pickle.dumps(item, protocol)) < 20000:
                    yield '%s at protocol %d, seed %d' % (name, protocol, self.seed), item, request

    def test_no_request_loses_anything(self):
        queue, wrong = control('create', 'Queue')[1][0], []
        with serving() as wire:
            for name, item, request in self.each():
                self.assertEqual(self.send(wire, request(queue, 'put', (item,), {})), ('#RETURN', None), name)
                self.assertEqual(self.send(wire, request(queue, 'put', (), {'item': [0, item]})), ('#RETURN', None))
                first, second = [wire.ask((queue, 'get', (), {}))[1] for _ in range(2)]
                if not items.same(first, item) or not items.same(second[1], item):
                    wrong.append('%s: %r, %r' % (name, first, second))
        control('decref', queue)
        self.assertEqual(wrong, [])

    def test_what_contains_itself_keeps_its_shape(self):
        queue = control('create', 'Queue')[1][0]
        with serving() as wire:
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                for name, (item, holds) in items.SHAPES.items():
                    pickled = pickle.dumps((queue, 'put', ([item],), {}), protocol)
                    self.assertEqual(self.send(wire, shuffled(pickled, self.chance)), ('#RETURN', None))
                    got = wire.ask((queue, 'get', (), {}))[1]
                    self.assertTrue(holds(got[0]), (name, protocol, self.seed))
        control('decref', queue)

    def test_keys_and_parts_are_opened_and_written_again(self):
        wrong = []
        with serving() as wire:
            for name, item, request in self.each():
                if isinstance(item, float):
                    continue  # not a number is no key that is found again
                try:
                    hash(item)
                except TypeError:
                    continue
                if 'slice' in name or PYTHON_2 and name.startswith('range'):
                    continue  # slices can be hashed since 3.12, but not here; an xrange is equal to no other
                keys, parts = [control('create', kind)[1][0] for kind in ('dict', 'list')]
                self.assertEqual(self.send(wire, request(keys, '__setitem__', (item, 1), {})), ('#RETURN', None), name)
                self.assertEqual(self.send(wire, request(parts, 'extend', ([0, item],), {})), ('#RETURN', None), name)
                found = self.send(wire, request(keys, '__getitem__', (item,), {}))
                got, part = wire.ask((keys, 'copy', (), {}))[1], wire.ask((parts, 'pop', (), {}))[1]
                if found != ('#RETURN', 1) or not items.same(list(got)[0], item) or not items.same(part, item):
                    wrong.append('%s: %r, %r, %r' % (name, found, got, part))
                for ident in keys, parts:
                    control('decref', ident)
        self.assertEqual(wrong, [])

    @unittest.skipIf(not hasattr(items, 'items_of_python_3'), 'no Python 3')
    def test_a_value_python_knows_keeps_what_was_done_to_it(self):
        shared = self.manager.list([Filled(b'ab'), 5])
        self.assertEqual(shared[0], self.expected(bytearray(b'ab and more')))
        shared.extend([Filled(b'c')])
        self.assertEqual(shared[2], self.expected(bytearray(b'c and more')))

    def expected(self, value):
        return value if hasattr(items.items_of_python_3, 'Set') else bytearray(value[:-len(b' and more')])

    @unittest.skipIf(support.is_reference(), 'CPython carries them out')
    def test_effects_that_belong_to_no_argument_are_refused(self):
        queue = control('create', 'Queue')[1][0]
        if PYTHON_2:
            queue = queue.encode('ascii')
        effect = b'cos\ngetpid\n(tR0'
        head = b"(S'" + queue.encode('ascii') + b"'\nS'put'\n"
        with serving() as wire:
            for request in head + effect + b'(I5\ntd.', head + b'(I5\nt' + effect + b'(dt.', \
                    head + b'(I5\nt(d' + effect + b't.', head + b'(I5\nt(dt' + effect + b'.':
                kind, answer = self.send(wire, request)
                self.assertIn(kind, ('#TRACEBACK', '#ERROR'), request)
            self.assertEqual(self.send(wire, head + b'(I5\n' + effect + b't(dt.'), ('#RETURN', None))
            self.assertEqual(wire.ask((queue, 'get', (), {})), ('#RETURN', 5))
        control('decref', queue)

    def send(self, wire, request):
        wire.connection.send_bytes(request)
        return wire.answer()


class Filled(object):
    """Comes back as a bytearray that a function has added to."""

    def __init__(self, value):
        self.value = value

    def __reduce__(self):
        made = bytearray, (self.value,)
        return made + (u' and more', None, None, fill) if hasattr(items.items_of_python_3, 'Set') else made


def fill(target, text):
    target.extend(text.encode('ascii'))


if __name__ == '__main__':
    unittest.main()
