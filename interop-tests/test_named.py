"""Objects that the server was started with, and the programs of python-clients that use them.

Needs the server's names of support.NAMED; nothing else may use them meanwhile.
"""
import gc
import os
import subprocess
import sys
import unittest
from multiprocessing import managers

import support
from support import control, queue

PROGRAMS = os.path.join(os.path.dirname(support.HERE), 'python-clients')


class NamedManager(managers.SyncManager):
    """Asks for the server's named objects, as a tutorial's QueueManager does."""


for name in 'get_tasks', 'get_results', 'get_queue', 'get_bounded', 'nowhere':
    NamedManager.register(name)
NamedManager.register('get_list', proxytype=managers.ListProxy)
NamedManager.register('get_dict', proxytype=managers.DictProxy)
NamedManager.register('get_namespace', proxytype=managers.NamespaceProxy)


class NamedObjectsTest(support.ServerTest):
    manager_type = NamedManager

    def test_everyone_gets_the_same_queue(self):
        self.manager.get_queue().put('from one')
        self.assertEqual(support.connect(NamedManager).get_queue().get(timeout=5), 'from one')

    def test_a_bound_is_kept(self):
        shared = self.manager.get_bounded()
        shared.put(1)
        shared.put(2)
        self.assertRaises(queue.Full, shared.put_nowait, 3)
        self.assertEqual([shared.get(), shared.get()], [1, 2])

    def test_list_dict_and_namespace_are_shared(self):
        other = support.connect(NamedManager)
        self.manager.get_list()[:] = [1]
        other.get_list().append(2)
        self.assertEqual(self.manager.get_list()[:], [1, 2])
        self.manager.get_dict().clear()
        other.get_dict()['k'] = 'v'
        self.assertEqual(self.manager.get_dict().copy(), {'k': 'v'})
        self.manager.get_namespace().a = 1
        self.assertEqual(other.get_namespace().a, 1)
        self.manager.get_dict().clear()

    def test_they_outlive_every_client(self):
        self.manager.get_list()[:] = ['kept']
        for _ in range(3):
            self.assertEqual(support.connect(NamedManager).get_list()[:], ['kept'])

    def test_without_a_proxy_type_all_public_methods_are_there(self):
        shared = self.manager.get_queue()
        for method in 'put', 'get', 'put_nowait', 'get_nowait', 'qsize', 'empty', 'full', 'task_done', 'join':
            self.assertTrue(callable(getattr(shared, method)))

    def test_an_unknown_name_is_a_key_error(self):
        with self.assertRaises(managers.RemoteError) as error:
            self.manager.nowhere()
        self.assertIn('KeyError', str(error.exception))
        self.assertIn('nowhere', str(error.exception))

    def test_the_number_of_objects_returns_to_what_it_was(self):
        """Here, where nobody else makes objects."""
        before = self.manager._number_of_objects()
        made = [self.manager.list() for _ in range(5)] + [self.manager.Lock(), self.manager.Event()]
        made[0].append(self.manager.dict())
        made[1].append(made[0])
        idents = list(map(lambda shared: shared._token.id, made))  # Python 2 would keep the last one of a loop
        self.assertEqual([support.refcount(ident) for ident in idents], [1] * 7)
        self.assertEqual(self.manager._number_of_objects(),
                         sum(about.startswith('refcount=') and not about.startswith('refcount=0')
                             for about in support.debug_info().values()))
        del made
        gc.collect()
        self.assertEventually(lambda: self.manager._number_of_objects() <= before)
        if not support.is_reference():
            self.assertIn(idents[-1], support.debug_info())  # it lingers, and is not counted

    def test_arguments_are_refused(self):
        self.assertEqual(control('create', 'get_queue', 1)[0], '#TRACEBACK')

    def test_an_autoproxy_made_from_a_token_asks_for_its_methods(self):
        original = self.manager.get_queue()
        rebuilt = managers.AutoProxy(original._token, 'pickle', authkey=support.authkey())
        rebuilt.put('through another proxy')
        self.assertEqual(original.get(timeout=5), 'through another proxy')


class Own(managers.SyncManager):
    """Names that hide SyncManager's own, and others that programs choose."""


Own.register('_get_lock', proxytype=managers.AcquirerProxy)
Own.register('get_jobs')
Own.register('AioQueue')


@unittest.skipIf(support.is_reference(), 'the reference has no such options')
class ObjectsOfEveryTypeTest(support.ServerTest):
    manager_type = Own

    def test_one_lock_for_all_under_a_name_with_an_underscore(self):
        other = support.connect(Own)
        with self.manager._get_lock():
            self.assertFalse(other._get_lock().acquire(False))
        self.assertTrue(other._get_lock().acquire(False))
        other._get_lock().release()

    def test_arguments(self):
        jobs = self.manager.get_jobs()
        jobs.put(2)
        jobs.put(1)
        self.assertRaises(queue.Full, jobs.put_nowait, 3)
        self.assertEqual([jobs.get(), jobs.get()], [1, 2])

    def test_a_name_of_ones_own_for_a_type(self):
        one, two = self.manager.AioQueue(1), self.manager.AioQueue()
        one.put(1)
        self.assertTrue(one.full())
        self.assertTrue(two.empty())


def end(process):
    """One that has failed is not to take what is meant for the next one."""
    if process.poll() is None:
        process.kill()
        process.wait()
    process.stdout.close()


class ProgramsTest(support.ServerTest):
    """The programs of python-clients, run as a user runs them."""

    def start(self, program, *arguments):
        process = subprocess.Popen(
            [sys.executable, os.path.join(PROGRAMS, program), '--address', os.environ['PICKLEWIRE_ADDRESS']]
            + list(arguments), stdout=subprocess.PIPE, universal_newlines=True)
        self.addCleanup(end, process)
        return process

    def result(self, process):
        output = process.communicate()[0]
        self.assertEqual(process.returncode, 0, output)
        return output.strip()

    def run_program(self, program, *arguments):
        return self.result(self.start(program, *arguments))

    def test_a_hundred_workers_double_a_hundred_numbers(self):
        producer = self.start('queue_producer.py', '--tasks', '100')
        tasks = support.connect(NamedManager).get_tasks()
        self.assertEventually(lambda: not tasks.empty())
        self.assertEqual(self.run_program('queue_worker.py', '--workers', '100', '--idle', '1'),
                         '100 workers done, 0 failed')
        self.assertEqual(self.result(producer), '100 results, sum 9900')

    def test_a_process_answers_through_a_pipe(self):
        self.assertEqual(self.run_program('pipe.py'), "[42, None, 'hello'] [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]")

    def test_a_process_changes_a_value_and_an_array(self):
        self.assertEqual(self.run_program('value_and_array.py'), '3.1415927\n[0, -1, -2, -3, -4, -5, -6, -7, -8, -9]')

    def test_prime_sums_in_all_ways(self):
        ways = ['alone', 'threads', 'processes'] + ([] if support.is_reference() else ['pool'])
        said = self.run_program('prime_sums.py', '--limit', '3000', '--workers', '4', *ways)
        self.assertEqual([line.split(', in ')[0] for line in said.splitlines()],
                         [way + ': 6 sums, together 960565' for way in ways])

    def test_a_hundred_processes_square_a_list(self):
        self.assertEqual(self.run_program('shared_list.py'), str([index ** 2 for index in range(100)]))

    @unittest.skipIf(support.is_reference(), "the workers of CPython's own manager do not know a client's functions")
    def test_the_lengths_of_words_in_a_pool(self):
        self.assertEqual(self.run_program('word_lengths.py', '--workers', '2', 'the', 'quick'),
                         "[[3, 'the'], [5, 'quick']]")

    def test_a_text_is_put_and_taken(self):
        taker = self.start('distributed_queue.py', 'get')
        self.assertEqual(self.run_program('distributed_queue.py', 'put', 'Hi There'), '')
        self.assertEqual(self.result(taker), 'Hi There')

    def test_a_dict_is_filled_and_shown(self):
        squares = '\n'.join('%d: %d' % (number, number ** 2) for number in range(10))
        self.assertEqual(self.run_program('shared_dict.py', 'fill'), squares)
        self.assertEqual(self.run_program('shared_dict.py', 'show'), squares)

    def test_a_namespace_is_set_and_shown(self):
        line = 'pendulum: length 1.5, swings [0.1, 0.2, 0.3]'
        self.assertEqual(self.run_program('shared_namespace.py', 'set').splitlines()[0], line)
        self.assertEqual(self.run_program('shared_namespace.py', 'show').splitlines()[0], line)

    def test_the_wrong_key_is_one_clear_failure(self):
        process = subprocess.Popen(
            [sys.executable, os.path.join(PROGRAMS, 'shared_list.py'), '--address', os.environ['PICKLEWIRE_ADDRESS'],
             '--authkey', 'wrong'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        error = process.communicate()[1]
        self.assertNotEqual(process.returncode, 0)
        self.assertIn('AuthenticationError', error)


if __name__ == '__main__':
    support.main()
