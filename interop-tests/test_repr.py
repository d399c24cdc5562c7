# -*- coding: utf-8 -*-
"""str() of a proxy, which the server answers, reads as Python's own repr of the referent."""
import datetime
import decimal
import re
from multiprocessing import managers

import support

# On 2.7 a server may answer as the newest Python does; these are the values whose repr is the same there.
SAME_EVERYWHERE = [
    None, True, False, 0, -1, 2**30, -2**30,
    0.0, -0.0, 1.0, 0.1, 1 / 3.0, 1e15, 1e16, 1e-4, 1e-5, 1.5e300, 5e-324, 123456789.123456789, 1e22, 1e23,
    float('inf'), float('-inf'), float('nan'), 1.7976931348623157e308, 100000.0, 2.0**53, 0.30000000000000004,
    1j, 1 + 2j, -1.5 - 0.0j, complex('inf'), complex('nan+infj'), complex(-0.0, 0.0),
    'plain', '', "it's", '"quoted"', '''"both" 'kinds' ''', 'tab\tnewline\nreturn\r', 'back\\slash', '\x00\x07\x1f\x7f',
    (), (1,), (1, 2), ((),), [], [[]], [1, [2, [3]]], {}, {'a': 1}, {1: {2: {3: ()}}}, [(), {}, []],
    (None, [True], {'k': (1.5,)}),
]

PYTHON_3 = [
    Ellipsis, NotImplemented, slice(1, None, 2), str, int, len, ValueError, KeyError(), ValueError(1, 'two'),
    2**70, -2**70, 10**100,
    b'', b'bytes', b'\x00\xff"\'\n', b"it's", bytearray(), bytearray(b'ab\x00'), set(), {1}, frozenset(), frozenset([1]),
    u'äöü', u'€', u'日本語', u'\U0001f600', u'\x80\x9f\xa0\xad', u'\u200b\u2028\ufeff', u'\ue000', u'\ufffd\uffff',
    u'\ud800', u'a\udfffb', u'\u0378', u'e\u0301', u'\U000e0001\U0010ffff', u'\u3000', u'\u0600', u'١٢٣',
    range(3), range(1, 10, 2), range(0), {'b': 1, 'a': 2},
    [u'ä', b'\xe4', {u'ö': (b'', u'\n')}],
]


class ReprTest(support.ServerTest):
    def check(self, values):
        wrong = []
        for value in values:
            for shared, local in [(self.manager.list([value]), [value]),
                                  (self.manager.dict({'k': value}), {'k': value}),
                                  (self.manager.Value('i', value), managers.Value('i', value)),
                                  (self.manager.Namespace(a=value), managers.Namespace(a=value))]:
                if str(shared) != repr(local):
                    wrong.append('%s is not %r' % (str(shared), local))
        self.assertEqual(wrong, [])

    def test_values_that_read_the_same_in_every_python(self):
        self.check(SAME_EVERYWHERE)

    @support.python_3
    def test_values_of_python_3(self):
        self.check(PYTHON_3)

    def test_a_list_that_contains_itself(self):
        value = [1]
        value.append(value)
        shared = self.manager.list()
        shared.append(value)
        self.assertEqual(str(shared), '[[1, [...]]]')

    def test_a_dict_that_contains_itself(self):
        value = {}
        value['self'] = value
        self.assertEqual(str(self.manager.list([value])), "[{'self': {...}}]")

    def test_two_references_to_one_list_are_no_recursion(self):
        inner = []
        self.assertEqual(str(self.manager.list([inner, inner])), '[[], []]')

    @support.python_3
    def test_sets_with_several_elements(self):
        self.assertEqual(eval(str(self.manager.list([{1, 2, 3}])))[0], {1, 2, 3})
        self.assertEqual(eval(str(self.manager.list([frozenset('ab')])))[0], frozenset('ab'))

    def test_what_the_server_has_no_class_for_names_the_class(self):
        for value in [datetime.date(2024, 2, 29), decimal.Decimal('1.5')]:
            self.assertIn(type(value).__name__.lower(), str(self.manager.list([value])).lower())

    def test_repr_of_a_proxy_is_its_own_and_str_its_referent(self):
        shared = self.manager.list([1])
        self.assertTrue(repr(shared).startswith("<ListProxy object, typeid 'list' at 0x"), repr(shared))
        self.assertEqual(str(shared), '[1]')
        self.assertEqual('%s' % self.manager.dict(a=1), "{'a': 1}")

    @support.python_3
    def test_proxies_in_a_container_say_what_they_are_proxies_of(self):
        kept = self.manager.dict()
        kept['list'], kept['queue'] = self.manager.list([1]), self.manager.Queue()
        self.assertRegex(str(kept), r"\A\{'list': <ListProxy object, typeid 'list' at 0x[0-9a-f]+>, "
                                    r"'queue': <AutoProxy\[Queue\] object, typeid 'Queue' at 0x[0-9a-f]+>\}\Z")

    def test_a_queue_and_an_event_show_as_objects(self):
        for shared, name in [(self.manager.Queue(), 'Queue'), (self.manager.Event(), 'Event')]:
            self.assertTrue(re.match(r'<[\w.]*%s[^>]* at 0x[0-9a-f]+.*>\Z' % name, str(shared)), str(shared))


if __name__ == '__main__':
    support.main()
