"""Every item comes out as it went in: of every class, at every protocol, through every shared object."""
import pickle
import sys
import unittest

import items
import support
from support import control, serving


class CarryingTest(support.ServerTest):
    def check(self, carry, table=None):
        wrong = []
        for name, item in table or items.all_own():
            try:
                got = carry(item)
                if not items.same(got, item):
                    wrong.append('%s: %.200r came back as %.200r' % (name, item, got))
            except Exception as error:
                wrong.append('%s: %s: %s' % (name, type(error).__name__, error))
        self.assertEqual(wrong, [])

    def test_through_a_queue(self):
        shared = self.manager.Queue()

        def carry(item):
            shared.put(item)
            return shared.get(timeout=10)

        self.check(carry)

    def test_through_a_list(self):
        shared = self.manager.list()

        def carry(item):
            shared.append(item)
            shared[0:0] = [0, item]
            assert items.same(shared.pop(1), item)
            return shared[-1]

        self.check(carry)

    def test_through_a_list_as_a_whole(self):
        everything = [item for _, item in items.all_own()]
        for got in self.manager.list(everything)[:], self.manager.list(everything)._getvalue():
            self.assertEqual([(a, b) for a, b in zip(got, everything) if not items.same(a, b)], [])
            self.assertEqual(len(got), len(everything))

    def test_through_a_dict(self):
        shared = self.manager.dict()

        def carry(item):
            shared['key'] = item
            assert items.same(shared.get('key'), item)
            assert items.same(shared.copy()['key'], item)
            assert items.same(shared.values()[0], item)
            return shared.setdefault('key', None)

        self.check(carry)

    def test_through_a_namespace(self):
        shared = self.manager.Namespace()

        def carry(item):
            shared.attribute = item
            return shared.attribute

        self.check(carry)

    def test_through_a_value(self):
        shared = self.manager.Value('i', None)

        def carry(item):
            shared.value = item
            return shared.value

        self.check(carry)

    def test_as_an_argument_of_create(self):
        self.check(lambda item: self.manager.list([item])[0],
                   [(name, item) for name, item in items.all_own() if 'huge' in name or name in items.OWN])

    def test_at_every_protocol(self):
        ident = control('create', 'Queue')[1][0]
        wrong = []
        with serving() as wire:
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                for name, item in items.all_own() + [('inner', items.inner())]:
                    try:
                        request = pickle.dumps((ident, 'put', (item,), {}), protocol)
                        pickle.loads(request)
                    except Exception:
                        continue  # Python itself cannot pickle this one so
                    got = self.through(wire, ident, request)
                    if not items.same(got, item):
                        wrong.append('%s at protocol %d: %.200r' % (name, protocol, got))
        control('decref', ident)
        self.assertEqual(wrong, [])

    def test_items_that_contain_themselves_or_one_thing_twice_keep_their_shape(self):
        ident = control('create', 'Queue')[1][0]
        with serving() as wire:
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                for name, (item, holds) in items.SHAPES.items():
                    request = pickle.dumps((ident, 'put', (item,), {}), protocol)
                    self.assertTrue(holds(self.through(wire, ident, request)), (name, protocol))
        control('decref', ident)

    def through(self, wire, ident, request):
        wire.connection.send_bytes(request)
        self.assertEqual(wire.answer(), ('#RETURN', None))
        kind, got = wire.ask((ident, 'get', (), {}))
        self.assertEqual(kind, '#RETURN', got)
        return got

    def test_an_item_refers_to_what_stood_before_it_in_the_request(self):
        """The memo of a request is that of the whole request: an item may point out of itself."""
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            text, inner = u'said twice', [u'kept']
            ident = control('create', 'list')[1][0]
            with serving() as wire:
                wire.connection.send_bytes(
                    pickle.dumps((ident, 'insert', (0, [text, inner, ident]), {}), protocol))
                self.assertEqual(wire.answer(), ('#RETURN', None))
                wire.connection.send_bytes(
                    pickle.dumps((ident, '__setitem__', (slice(0, 0), [text, [inner, text, inner]]), {}), protocol)
                    if not support.PYTHON_2 else pickle.dumps((ident, 'append', ([inner, text, inner],), {}), protocol))
                self.assertEqual(wire.answer(), ('#RETURN', None))
                kind, got = wire.ask((ident, '#GETVALUE', (), {}))
                self.assertIn([text, inner, ident], got)
                nested = [value for value in got if len(value) == 3 and value[0] == inner][0]
                self.assertIs(nested[0], nested[2])
            control('decref', ident)

    def test_through_another_process_and_back(self):
        there, back = self.manager.Queue(), self.manager.Queue()
        with support.Child(echo, there, back):
            def carry(item):
                there.put(item)
                return back.get(timeout=20)
            self.check(carry)
            there.put('end')

    def test_a_list_and_a_dict_show_what_they_know_of_an_unknown_object(self):
        text = str(self.manager.list([items.Plain(number=1), items.Slotted(1, 2)]))
        self.assertIn('Plain', text)
        self.assertIn('Slotted', text)

    def test_unknown_objects_are_found_by_their_structure(self):
        shared = self.manager.list([items.Plain(a=1), items.Slotted(1, 2), items.Point(3, 4), items.Plain(a=2)])
        self.assertEqual(shared.index(items.Plain(a=2)), 3)
        self.assertEqual(shared.count(items.Slotted(1, 2)), 1)
        self.assertIn(items.Point(3, 4), shared)
        shared.remove(items.Plain(a=1))
        self.assertEqual(len(shared), 3)


def echo(pipe, there, back):
    while True:
        item = there.get()
        back.put(item)
        if isinstance(item, str) and item == 'end':
            return


class NestedProxyTest(support.ServerTest):
    """Proxies of one manager inside its other objects."""

    @unittest.skipIf(support.is_reference() and support.PYTHON_2, 'CPython 2 sends a copy')
    def test_a_proxy_in_a_list_is_a_proxy(self):
        outer, inner = self.manager.list(), self.manager.list([1])
        outer.append(inner)
        outer[0].append(2)
        self.assertEqual(inner[:], [1, 2])

    @unittest.skipIf(support.is_reference() and support.PYTHON_2, 'CPython 2 sends a copy')
    def test_a_proxy_in_a_dict_outlives_the_one_that_made_it(self):
        outer = self.manager.dict()
        outer['inner'] = self.manager.dict()
        outer['inner']['k'] = 1
        self.assertEqual(outer['inner']['k'], 1)

    @unittest.skipIf(support.is_reference() and support.PYTHON_2, 'CPython 2 sends a copy')
    def test_a_proxy_travels_through_a_queue(self):
        carrier, inner = self.manager.Queue(), self.manager.list(['a'])
        carrier.put(inner)
        got = carrier.get()
        got.append('b')
        self.assertEqual(inner[:], ['a', 'b'])

    @unittest.skipIf(support.is_reference() and sys.version_info < (3, 9), 'CPython cannot before 3.9')
    def test_a_queue_proxy_travels_too(self):
        carrier, inner = self.manager.Queue(), self.manager.Queue()
        carrier.put((inner, 'and more'))
        got, word = carrier.get()
        got.put(word)
        self.assertEqual(inner.get(timeout=5), 'and more')


if __name__ == '__main__':
    support.main()
