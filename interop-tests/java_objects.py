# -*- coding: utf-8 -*-
"""Java objects that a Java application shares, called from Python.

Needs the server of JavaServer.java; `run.py` does not run it of itself.
"""
import decimal
import gc
import signal
import threading
import time
import traceback
from multiprocessing import managers

import support
from support import queue


class Manager(managers.SyncManager):
    """Knows the server's typeids."""


for name in ['the_workshop', 'Workshop', 'Waiting', 'StringBuilder', 'Shelf', 'hidden_comparator', 'a_lambda',
             'SharedQueue', 'broken', 'null', 'Slow', 'Applicant', 'nowhere']:
    Manager.register(name)
Manager.register('numbers', proxytype=managers.IteratorProxy)
Manager.register('plain_list', proxytype=managers.ListProxy)
Manager.register('plain_dict', proxytype=managers.DictProxy)


class JavaTest(support.ServerTest):
    manager_type = Manager

    def raised(self, function, *args, **kwds):
        try:
            result = function(*args, **kwds)
        except Exception as error:
            return error
        self.fail('returned %r' % (result,))

    def assertRaisesText(self, exception, text, function, *args, **kwds):
        error = self.raised(function, *args, **kwds)
        self.assertEqual((type(error).__name__, str(error)), (exception.__name__, text))


class MethodsTest(JavaTest):
    """Which methods there are, and which of some that have one name is meant."""

    def names(self, shared):
        return [name for name in dir(shared) if not name.startswith('_')]

    def test_the_public_methods_are_there_under_their_java_names(self):
        names = self.names(self.manager.Workshop())
        for name in ['greet', 'which', 'inherited', 'compareTo', 'from_', 'print_']:
            self.assertIn(name, names)

    def test_what_every_object_has_or_python_cannot_call_is_not(self):
        names = dir(self.manager.Workshop())
        for name in ['getClass', 'hashCode', 'equals', 'toString', 'wait', 'notify', 'notifyAll', 'clone', 'finalize',
                     'ofTheClass', 'costs$', '_inner', 'from', 'text', 'add']:
            self.assertNotIn(name, names)
        for name in ['getClass', 'hashCode', 'wait', 'notify', 'ofTheClass', 'from', '_inner', 'nowhere']:
            self.assertRaises(managers.RemoteError, self.manager.Workshop()._callmethod, name)

    def test_methods_of_a_class_that_is_not_public_are_those_of_its_public_types(self):
        self.assertEqual(self.manager.hidden_comparator().compare(1, 2), 1)
        self.assertEqual(self.manager.a_lambda().applyAsInt(41), 42)
        self.assertEqual(self.manager.Workshop().inherited(), 'inherited')

    def test_keywords_have_an_underscore_behind_them(self):
        self.assertEqual(self.manager.Workshop().from_('here'), 'from here')
        self.assertEqual(self.manager.Workshop().print_(), 'printed')

    @support.python_3
    def test_letters_are_letters(self):
        self.assertEqual(getattr(self.manager.Workshop(), u'gr\xf6\xdfe')(), u'gro\xdf')

    def test_the_types_of_arguments_tell_overloads_apart(self):
        which = self.manager.Workshop().which
        for argument, expected in [(True, 'boolean'), (1, 'int'), (2**40, 'long'), (2**70, 'double'), (1.5, 'double'),
                                   (u'a', 'String'), (bytearray(b'a'), 'byte[]'), ([1], 'List'), ((1,), 'List'),
                                   ({1: 2}, 'Map'), ({1}, 'Object')]:
            self.assertEqual((argument, which(argument)), (argument, expected))
        self.assertEqual(which(1, 'a'), 'int, String')
        self.assertEqual(which(u'a', u'b'), 'String...')
        self.assertEqual(which(), 'String...')
        self.assertEqual(which(first=1, second=u'a'), 'int, String')

    def test_arguments_that_no_overload_takes_are_a_type_error_that_lists_them(self):
        error = self.raised(self.manager.Workshop().which, 1, 2)
        self.assertIsInstance(error, TypeError)
        self.assertIn('no which() takes (int, int); allowed are which(boolean value), which(int value)', str(error))

    def test_positional_and_keyword_arguments_bind(self):
        greet = self.manager.Workshop().greet
        self.assertEqual(greet('Hi', 'There'), 'Hi, There')
        self.assertEqual(greet('Hi', name='There'), 'Hi, There')
        self.assertEqual(greet(name='There', greeting='Hi'), 'Hi, There')

    def test_arguments_that_do_not_bind_are_type_errors_as_pythons(self):
        greet = self.manager.Workshop().greet
        self.assertRaisesText(TypeError, "greet() missing 2 required positional arguments: 'greeting' and 'name'", greet)
        self.assertRaisesText(TypeError, "greet() missing 1 required positional argument: 'name'", greet, 'Hi')
        self.assertRaisesText(TypeError, 'greet() takes 2 positional arguments but 3 were given', greet, 1, 2, 3)
        self.assertRaisesText(TypeError, "greet() got an unexpected keyword argument 'who'", greet, 'Hi', who='There')
        self.assertRaisesText(TypeError, "greet() got multiple values for argument 'greeting'",
                              greet, 'Hi', greeting='Hi')
        self.assertRaisesText(TypeError, "greet() argument 'name': found int, allowed is a Java String",
                              greet, 'Hi', 5)

    def test_without_parameter_names_in_the_class_there_are_no_keywords(self):
        builder = self.manager.StringBuilder('abc')
        self.assertEqual(builder.charAt(1), 'b')
        error = self.raised(builder.setLength, newLength=1)
        self.assertIn('was compiled without parameter names (javac -parameters)', str(error))

    def test_the_last_parameter_may_take_any_number(self):
        join = self.manager.Workshop().join
        self.assertEqual(join('-'), '')
        self.assertEqual(join('-', 1, 'a', None), '1-a-null')
        self.assertEqual(self.manager.Workshop().smallest(3, 1, 2), 1)
        self.assertIsNone(self.manager.Workshop().smallest())

    def test_only_what_is_exposed_can_be_called(self):
        shelf = self.manager.Shelf('books')
        self.assertEqual(self.names(shelf), ['put', 'things'])
        self.assertRaises(managers.RemoteError, shelf._callmethod, 'label')


class ValuesTest(JavaTest):
    """What becomes of arguments and results."""

    def setUp(self):
        self.workshop = self.manager.Workshop()

    def test_plain_values_come_back_as_they_went(self):
        for value in [None, True, False, 0, -1, 2**31 - 1, 2**31, -2**63, 2**63, 10**30, 0.0, -1.5, 1e300, u'', u'a',
                      u'\u20ac\U0001f600', bytearray(b'\x00\xff'), [], [1, [None]], {}, {u'a': [1], 2: {}},
                      {1, 2}, frozenset([1]), decimal.Decimal('1.50'), 1 + 2j]:
            returned = self.workshop.echo(value)
            expected = {bytearray: bytes, frozenset: set}.get(type(value), lambda same: same)(value)
            self.assertEqual(returned, expected)
            if not support.PYTHON_2:  # it tells int from long
                self.assertIs(type(returned), type(expected))

    def test_they_are_javas_own_types(self):
        seen = self.workshop.seen
        for value, expected in [(None, 'null'), (True, 'Boolean true'), (5, 'Integer 5'), (2**40, 'Long 1099511627776'),
                                (2**64, 'BigInteger 18446744073709551616'), (0.5, 'Double 0.5'), (u'a', 'String a'),
                                (bytearray(b'ab'), 'byte[] 2 bytes'), ([1, u'a'], 'ArrayList [1, a]'),
                                ((1, 2), 'ArrayList [1, 2]'), ({u'a': 1}, 'LinkedHashMap {a=1}'),
                                ({1}, 'LinkedHashSet [1]'), (decimal.Decimal('1.50'), 'BigDecimal 1.50')]:
            self.assertEqual((value, seen(value)), (value, expected))

    def test_declared_types_are_kept(self):
        for method, value in [('truth', True), ('octet', -128), ('half', -2**15), ('whole', 2**31 - 1),
                              ('large', -2**63), ('huge', 2**100), ('real', 1.5), ('single', 0.5), ('letter', u'x'),
                              ('word', u'\u20ac'), ('decimal', decimal.Decimal('2.50')), ('words', (u'a', u'b'))]:
            self.assertEqual((method, getattr(self.workshop, method)(value)), (method, value))
        self.assertEqual(self.workshop.real(2), 2.0)
        self.assertEqual(type(self.workshop.real(2)), float)
        self.assertEqual(bytes(self.workshop.bytes(bytearray(b'a\x00'))), b'a\x00')
        self.assertEqual(list(self.workshop.numbers([1, 2])), [1, 2])
        self.assertEqual(self.workshop.words([u'a']), (u'a',))
        self.assertIsNone(self.workshop.word(None))
        self.assertIsNone(self.workshop.nothing())

    def test_what_does_not_fit_says_what_was_found_and_what_is_allowed(self):
        for method, value, error, text in [
                ('whole', 2**31, OverflowError, "whole() argument 'value': Python int too large to convert to Java int, "
                                                "allowed are -2**31 to 2**31-1"),
                ('octet', 128, OverflowError, "octet() argument 'value': Python int too large to convert to Java byte, "
                                              "allowed are -2**7 to 2**7-1"),
                ('whole', 1.0, TypeError, "whole() argument 'value': found float, allowed is a Java int"),
                ('whole', None, TypeError, "whole() argument 'value': found NoneType, allowed is a Java int"),
                ('truth', 1, TypeError, "truth() argument 'value': found int, allowed is a Java boolean"),
                ('letter', u'ab', TypeError, None), ('word', 1, TypeError, None), ('bytes', [1], TypeError, None),
                ('sum', [1, u'a'], TypeError, "sum() argument 'values': item 1: found str, allowed is a Java Integer"),
                ('sum', 5, TypeError, "sum() argument 'values': found int, allowed is a list or tuple"),
                ('total', {u'a': u'b'}, TypeError, None), ('point', {u'x': 1}, TypeError, None),
                ('day', u'SUNDAY', ValueError, "day() argument 'value': found 'SUNDAY', allowed are MONDAY, TUESDAY")]:
            raised = self.raised(getattr(self.workshop, method), value)
            self.assertEqual((method, value, type(raised)), (method, value, error))
            if text and not support.PYTHON_2:
                self.assertEqual(str(raised), text)

    def test_records_enums_optionals_collections_and_streams(self):
        self.assertEqual(self.workshop.point({u'x': 1, u'y': 2.5}), {u'x': 1, u'y': 2.5})
        self.assertEqual(self.workshop.point((1, None)), {u'x': 1, u'y': None})
        self.assertEqual(self.workshop.day(u'TUESDAY'), u'TUESDAY')
        self.assertEqual(self.workshop.maybe(None), 'nothing')
        self.assertEqual(self.workshop.maybe(u'a'), 'a')
        self.assertEqual(self.workshop.half(4, True), 2)
        self.assertIsNone(self.workshop.half(5, True))
        self.assertEqual(self.workshop.half(5), 5)
        self.assertEqual(self.workshop.sum([1, 2, 3]), 6)
        self.assertEqual(self.workshop.sum((1, 2)), 3)
        self.assertEqual(self.workshop.lengths({u'one', u'three'}), {u'one': [3], u'three': [5]})
        self.assertEqual(self.workshop.entries(), [(u'one', 1), (u'two', 2)])

    def test_an_object_of_an_unknown_class_comes_back_as_it_went(self):
        value = Unknown(u'kept', [1])
        self.assertEqual(self.workshop.echo(value).__dict__, value.__dict__)
        self.assertEqual(self.workshop.echo([value])[0].__dict__, value.__dict__)

    def test_what_no_pickle_can_hold_is_said_by_its_class(self):
        error = self.raised(self.workshop.unpicklable)
        self.assertIsInstance(error, managers.RemoteError)
        self.assertIn('cannot pickle a java.lang.Thread', str(error))
        self.assertEqual(self.workshop.whole(1), 1)

    def test_a_proxy_of_an_object_of_this_manager_is_that_object(self):
        self.assertTrue(self.workshop.isMe(self.workshop))
        self.assertTrue(self.workshop.isItself(self.workshop))
        self.assertFalse(self.workshop.isMe(self.manager.Workshop()))
        self.assertEqual(self.workshop.compareTo(self.workshop), 0)
        shared = self.manager.SharedQueue()
        shared.put(1)
        self.assertEqual(self.workshop.sizeOf(shared), 1)
        self.assertIsInstance(self.raised(self.workshop.isMe, shared), TypeError)

    def test_a_proxy_of_a_list_or_a_dict_is_what_that_contains(self):
        self.assertEqual(self.workshop.sum(self.manager.list([1, 2, 3])), 6)
        self.assertEqual(self.workshop.total(self.manager.dict({u'a': 1, u'b': 2})), 3)

    def test_its_text_is_what_it_contains_to_string(self):
        self.assertIn('the workshop', str(self.workshop))
        self.assertIn('object, typeid', repr(self.workshop))

    def test_a_record_tells_its_value(self):
        self.assertEqual(self.manager.plain_dict()._getvalue(), {})
        self.assertRaises(Exception, self.workshop._getvalue)


class Unknown(object):
    def __init__(self, *values):
        self.values = values


class FailuresTest(JavaTest):
    """What Java code throws."""

    KINDS = [('argument', ValueError), ('index', IndexError), ('element', LookupError), ('cast', TypeError),
             ('unsupported', NotImplementedError), ('arithmetic', ArithmeticError), ('io', (IOError, OSError)),
             ('own', RuntimeError), ('null', RuntimeError), ('mute', RuntimeError), ('error', RuntimeError)]

    def test_it_is_pythons_exception_of_that_meaning(self):
        fail = self.manager.Workshop().fail
        for kind, expected in self.KINDS:
            self.assertIsInstance(self.raised(fail, kind), expected)
        self.assertEqual(self.raised(fail, 'argument').args, ('of an argument',))
        self.assertIn('OwnException: of our own', str(self.raised(fail, 'own')))

    @support.python_3
    def test_python_3_has_exceptions_for_more(self):
        fail = self.manager.Workshop().fail
        self.assertIs(type(self.raised(fail, 'timeout')), TimeoutError)
        self.assertIs(type(self.raised(fail, 'file')), FileNotFoundError)

    @support.python_3
    def test_its_cause_is_the_java_stack_trace(self):
        error = self.raised(self.manager.Workshop().fail, 'own')
        text = ''.join(traceback.format_exception(type(error), error, error.__traceback__))
        self.assertIn('at io.picklewire.interop.Workshop.fail(Workshop.java:', str(error.__cause__))
        self.assertIn('Caused by: java.lang.IllegalStateException: deep inside', str(error.__cause__))
        self.assertIn('The above exception was the direct cause of the following exception', text)

    def test_a_message_that_cannot_be_told_harms_nobody(self):
        workshop = self.manager.Workshop()
        self.assertIsInstance(self.raised(workshop.fail, 'mute'), RuntimeError)
        self.assertIsInstance(self.raised(workshop.fail, 'around mute'), RuntimeError)
        self.assertEqual(workshop.whole(1), 1)

    def test_an_endless_recursion_is_an_exception(self):
        workshop = self.manager.Workshop()
        self.assertIn('StackOverflowError', str(self.raised(workshop.deep, 0)))
        self.assertEqual(workshop.whole(1), 1)

    def test_a_supplier_that_throws_is_a_remote_error_with_the_stack_trace(self):
        error = self.raised(self.manager.broken)
        self.assertIsInstance(error, managers.RemoteError)
        self.assertIn('java.lang.IllegalStateException: no database', str(error))
        self.assertIn('at io.picklewire.interop.JavaServer', str(error))

    def test_a_supplier_that_gives_nothing_is_a_remote_error(self):
        self.assertIn("registered as 'null' gave null", str(self.raised(self.manager.null)))

    def test_arguments_for_a_supplier_are_refused(self):
        self.assertIn('the_workshop() takes 0 positional arguments but 2 were given',
                      str(self.raised(self.manager.the_workshop, 1, a=2)))


class MadeTest(JavaTest):
    """Objects that are made when asked for."""

    def test_a_class_is_made_with_the_constructor_that_takes_the_arguments(self):
        self.assertEqual(self.manager.Shelf('a').put(1), 1)
        self.assertEqual(self.manager.Shelf('a', [1, 2]).put(3), 3)
        self.assertEqual(self.manager.Shelf(label='a', things=[1]).put(3), 2)

    def test_arguments_that_no_constructor_takes_are_refused(self):
        error = str(self.raised(self.manager.Shelf, 1))
        self.assertIn("TypeError: Shelf() argument 'label': found int, allowed is a Java String", error)
        self.assertIn('TypeError: no Shelf() takes (); allowed are Shelf(java.lang.String label), ',
                      str(self.raised(self.manager.Shelf)))

    def test_what_a_constructor_throws_is_a_remote_error_with_the_stack_trace(self):
        error = str(self.raised(self.manager.Shelf, ''))
        self.assertIn('ValueError: a shelf needs a label', error)
        self.assertIn('at io.picklewire.interop.Workshop$Shelf.<init>', error)

    def test_each_has_its_own_and_a_supplier_may_give_one_to_all(self):
        one, other = self.manager.Workshop(), self.manager.Workshop()
        self.assertFalse(one.isMe(other))
        self.assertTrue(self.manager.the_workshop().isMe(self.manager.the_workshop()))
        self.assertEqual(self.manager.the_workshop()._token.id, self.manager.the_workshop()._token.id)

    def test_a_constructor_that_takes_its_time_keeps_nobody_waiting(self):
        waiting, made = self.manager.Waiting(), []
        maker = threading.Thread(target=lambda: made.append(support.connect(Manager).Slow(waiting)))
        maker.start()
        waiting.awaitEntered()
        self.assertStillServes()
        waiting.go()
        maker.join(30)
        self.assertEqual(made[0].state(), 'went on')


class SharedResultsTest(JavaTest):
    """Results that are themselves shared."""

    @classmethod
    def setUpClass(cls):
        super(SharedResultsTest, cls).setUpClass()
        cls.workshop = cls.manager.the_workshop()

    def test_a_proxy_comes_back(self):
        Manager.register('Shelf')
        shelf = self.workshop.shelf('tools %s' % time.time())
        self.assertEqual(shelf._token.typeid, 'Shelf')
        self.assertEqual(shelf.put('hammer'), 1)
        self.assertEqual(shelf.things(), ['hammer'])

    def test_the_same_object_is_the_same_shared_one(self):
        label = 'same %s' % time.time()
        one, other = self.workshop.shelf(label), self.workshop.shelf(label)
        one.put('saw')
        self.assertEqual(other.things(), ['saw'])
        self.assertEqual(one._token.id, other._token.id)

    def test_it_goes_with_its_last_proxy_and_comes_again(self):
        label = 'again %s' % time.time()
        self.workshop.shelf(label).put('file')
        gc.collect()
        self.assertEqual(self.workshop.shelf(label).things(), ['file'])

    def test_null_is_none(self):
        self.assertIsNone(self.workshop.shelf('none'))

    def test_a_result_may_be_shared_as_one_of_pythons_types(self):
        shelf = self.manager.Shelf('live', ['a'])
        things = shelf.things()
        self.assertIsInstance(things, managers.ListProxy)
        things.append('b')
        self.assertEqual(shelf.put('c'), 3)
        self.assertEqual(things[:], ['a', 'b', 'c'])

    def test_a_java_iterator_is_iterated_over(self):
        numbers = self.manager.numbers()
        self.assertEqual(next(numbers), 1)
        self.assertEqual(list(numbers), [2, 3])
        self.assertRaises(StopIteration, next, numbers)


class WaitingTest(JavaTest):
    """Java code that blocks, locks, or answers later."""

    def in_thread(self, function):
        """Runs it with a proxy of its own connection."""
        answers = queue.Queue()
        thread = threading.Thread(target=lambda: answers.put(self.outcome(function)))
        thread.daemon = True
        thread.start()
        return answers

    def outcome(self, function):
        try:
            return function()
        except Exception as error:
            return error

    def test_a_call_that_blocks_keeps_nobody_else_waiting(self):
        waiting = self.manager.Waiting()
        answers = self.in_thread(waiting.block)
        waiting.awaitEntered()
        self.assertStillServes()
        waiting.go()
        self.assertEqual(answers.get(timeout=30), 'went on')

    def test_a_text_that_blocks_keeps_nobody_else_waiting(self):
        waiting = self.manager.Waiting()
        answers = self.in_thread(lambda: str(waiting))
        waiting.awaitEntered()
        self.assertStillServes()
        self.assertIn('Waiting object at', support.control('debug_info')[1])
        waiting.go()
        self.assertEqual(answers.get(timeout=30), 'went on')

    def test_a_stage_is_answered_when_it_completes(self):
        waiting = self.manager.Waiting()
        answers = self.in_thread(waiting.later)
        waiting.awaitEntered()
        waiting.fulfil([1, {'a': None}])
        self.assertEqual(answers.get(timeout=30), [1, {'a': None}])
        self.assertEqual(waiting.future(), [1, {'a': None}])

    def test_a_stage_that_fails_is_an_exception(self):
        waiting = self.manager.Waiting()
        waiting.breakPromise('broken')
        self.assertRaisesText(ValueError, 'broken', waiting.later)
        self.assertRaisesText(ValueError, 'broken', waiting.future)

    def test_a_lock_that_belongs_to_a_thread_belongs_to_a_connection(self):
        waiting = self.manager.Waiting()
        waiting.lock()
        self.assertTrue(waiting.tryLock())
        self.assertEqual(self.in_thread(waiting.tryLock).get(timeout=30), False)
        self.assertIn('IllegalMonitorState', str(self.in_thread(waiting.unlock).get(timeout=30)))
        waiting.unlock()
        waiting.unlock()
        self.assertEqual(self.in_thread(waiting.tryLock).get(timeout=30), True)

    def test_a_client_that_is_killed_interrupts_its_call(self):
        waiting = self.manager.Waiting()
        with support.Child(block, waiting) as child:
            waiting.awaitEntered()
            child.kill()
        self.assertEqual(waiting.awaitInterrupted(), 'interrupted')

    def test_ctrl_c_interrupts_the_call_with_the_next_one(self):
        waiting = self.manager.Waiting()
        with support.Child(be_interrupted, waiting) as child:
            waiting.awaitEntered()
            child.wait_until_blocked()
            child.kill(signal.SIGINT)
            self.assertEqual(child.receive(), 'interrupted')
            self.assertEqual(child.receive(), 'interrupted in Java')


def block(pipe, waiting):
    waiting.block()


def be_interrupted(pipe, waiting):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        waiting.block()
    except KeyboardInterrupt:
        pipe.send('interrupted')
    pipe.send(waiting.awaitInterrupted() + ' in Java')


if __name__ == '__main__':
    support.main()
