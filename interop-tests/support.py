"""What every module here needs: the server's address and key, a manager, other processes."""
from __future__ import print_function

import gc
import multiprocessing
import os
import pickle
import re
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from multiprocessing import connection, managers

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON_2 = sys.version_info[0] == 2
NAMED = ['--queue', 'get_tasks', '--queue', 'get_results', '--queue', 'get_queue',
         '--queue', 'get_bounded:2', '--list', 'get_list', '--dict', 'get_dict',
         '--namespace', 'get_namespace']

if PYTHON_2:
    import Queue as queue  # noqa: F401
else:
    import queue  # noqa: F401


# Where the server is.

def parse_address(text):
    if text.startswith('unix:@'):
        return '\0' + text[len('unix:@'):]
    if text.startswith('unix:'):
        return text[len('unix:'):]
    host, _, port = text.rpartition(':')
    return host, int(port)


def format_address(address):
    if isinstance(address, tuple):
        return '%s:%d' % address
    if not isinstance(address, str):  # Python 3 has bytes for abstract ones
        address = address.decode('utf-8')
    return 'unix:' + address.replace('\0', '@')


def address():
    return parse_address(os.environ['PICKLEWIRE_ADDRESS'])


def authkey():
    return os.environ['PICKLEWIRE_AUTHKEY'].encode('utf-8')


def is_reference():
    """Whether the server is CPython's own, which gets some things wrong."""
    return os.environ.get('PICKLEWIRE_REFERENCE') == '1'


class Reference(object):
    """CPython's own manager in a process of its own, of this interpreter; the environment points at it."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp()
        os.environ['PICKLEWIRE_AUTHKEY'] = 'reference'
        os.environ['PICKLEWIRE_REFERENCE'] = '1'
        # A Unix socket: it has no stall of 40 ms.
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, 'reference_server.py'),
             '--address', 'unix:' + os.path.join(self.folder, 'socket')] + NAMED,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, universal_newlines=True)
        os.environ['PICKLEWIRE_ADDRESS'] = self.process.stdout.readline().strip().split(' on ')[1]
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        for name in os.listdir(self.folder):
            os.unlink(os.path.join(self.folder, name))
        os.rmdir(self.folder)


def is_java():
    """Whether the server's queues, lists and dicts are an application's Java collections."""
    return os.environ.get('PICKLEWIRE_JAVA') == '1'


def not_javas(why):
    """Skips a test of what Java's collections do not have."""
    return unittest.skipIf(is_java(), 'not with a Java collection: ' + why)


def as_java_has_it(value):
    """A value as a Java collection gives it back, which has one kind of list, set, text and bytes each."""
    if isinstance(value, (list, tuple)):
        return [as_java_has_it(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return set(map(as_java_has_it, value))
    if isinstance(value, dict):
        return type(value)((key, as_java_has_it(item)) for key, item in value.items())
    if isinstance(value, bytearray):
        return bytes(value)
    return value.decode('ascii') if PYTHON_2 and isinstance(value, str) else value


def cpython_gets_this_wrong(why):
    """Marks a test which must fail against CPython's own manager, and nowhere else."""
    def decorate(test):
        test = unittest.expectedFailure(test) if is_reference() else test
        test.cpython_gets_this_wrong = why
        return test
    return decorate


# Clients.

def connect(manager_type=managers.SyncManager, key=None):
    """A connected manager; proxies that travel find its key in this process."""
    key = key or authkey()
    multiprocessing.current_process().authkey = authkey()
    manager = manager_type(address=address(), authkey=key)
    manager.connect()
    return manager


class ServerTest(unittest.TestCase):
    """A test with a manager that is connected to the server."""
    manager_type = managers.SyncManager

    @classmethod
    def setUpClass(cls):
        cls.manager = connect(cls.manager_type)

    @classmethod
    def tearDownClass(cls):
        del cls.manager
        gc.collect()

    def assertStillServes(self):
        """What was done before has cost other clients nothing."""
        numbers = connect().list([1, 2])
        numbers.append(3)
        self.assertEqual(numbers[:], [1, 2, 3])

    def assertEventually(self, condition, seconds=30):
        deadline = time.time() + seconds
        while not condition():
            if time.time() > deadline:
                self.fail('not within %s seconds' % seconds)
            time.sleep(0.01)


class Wire(object):
    """One authenticated connection, spoken by hand."""

    def __init__(self):
        self.connection = connection.Client(address(), authkey=authkey())

    def send(self, message):
        self.connection.send(message)

    def send_together(self, *messages):
        """Sends them at once, as who does not wait for replies does."""
        pickled = [pickle.dumps(message, 2) for message in messages]
        self.write(b''.join(struct.pack('!i', len(body)) + body for body in pickled))

    def ask(self, message):
        """The (kind, payload) that answers a request."""
        self.connection.send(message)
        return self.answer()

    def answer(self, seconds=30):
        if not self.connection.poll(seconds):
            raise AssertionError('no answer within %s seconds' % seconds)
        return self.connection.recv()

    def write(self, octets):
        """Writes bytes as they are, without a frame."""
        os.write(self.connection.fileno(), octets)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()


def control(function, *args, **kwds):
    """The (kind, payload) that answers one control request."""
    with Wire() as wire:
        return wire.ask((None, function, args, kwds))


def serving():
    """A wire in its second phase, on which objects can be called."""
    wire = Wire()
    kind, payload = wire.ask((None, 'accept_connection', ('by hand',), {}))
    assert (kind, payload) == ('#RETURN', None), (kind, payload)
    return wire


def debug_info():
    """What the server tells of each object, by ident: its refcount, its repr, and here who holds it and waits."""
    about = re.split(r'^  (\S+):       ', control('debug_info')[1], flags=re.MULTILINE)
    return dict(zip(about[1::2], about[2::2]))


def status(shared):
    """What the server tells of the object behind a proxy."""
    return debug_info().get(shared._token.id, '')


def refcount(ident):
    """How many references there are; none when there is no such object."""
    return int(re.match(r'refcount=(\d+)|', debug_info().get(ident, '')).group(1) or 0)


# Other threads and processes.

class Elsewhere(object):
    """A thread of this process, with connections of its own: what it is to do it does one after the other."""

    def __init__(self, name=None):
        self._tasks = queue.Queue()
        thread = threading.Thread(target=run_tasks, name=name, args=(self._tasks,))
        thread.daemon = True
        thread.start()

    def __del__(self):
        self._tasks.put(None)

    def start(self, function, *args, **kwds):
        """Has it call the function; what comes of it can be asked for."""
        task = Task(function, args, kwds)
        self._tasks.put(task)
        return task

    def do(self, function, *args, **kwds):
        """What comes of the call, there."""
        return self.start(function, *args, **kwds).result()


def run_tasks(tasks):
    """Runs what comes up to None; nothing of it is kept, so that its proxies can go."""
    task = tasks.get()
    while task is not None:
        task.run()
        del task
        task = tasks.get()


class Task(object):
    """A call that another thread makes."""

    def __init__(self, function, args, kwds):
        self._call = function, args, kwds
        self._ended = threading.Event()
        self._returned = self._raised = None

    def run(self):
        function, args, kwds = self._call
        self._call = None
        try:
            self._returned = function(*args, **kwds)
        except BaseException as error:  # result() raises it
            self._raised = error
        del function, args, kwds
        self._ended.set()

    def has_ended(self):
        return self._ended.is_set()

    def result(self, seconds=30):
        """What the call returned, or raised."""
        if not self._ended.wait(seconds):
            raise AssertionError('the call has not ended within %s seconds' % seconds)
        if self._raised is not None:
            raise self._raised
        return self._returned



class Child(object):
    """A process that runs a function which gets a pipe to its parent first; ended at the end of the block."""

    def __init__(self, function, *args):
        self.pipe, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=function, args=(theirs,) + args)
        self.process.start()
        theirs.close()
        self.pid = self.process.pid

    def receive(self, seconds=30):
        if not self.pipe.poll(seconds):
            raise AssertionError('the child said nothing for %s seconds' % seconds)
        return self.pipe.recv()

    def kill(self, signal_number=9):
        if self.process.is_alive():
            os.kill(self.pid, signal_number)
        if signal_number == 9:
            self.process.join()

    def wait_until_blocked(self):
        """Returns when the child, which has said that it goes to block, sleeps in a system call."""
        quiet = 0
        while quiet < 4:
            quiet = quiet + 1 if self._state() == 'S' else 0
            time.sleep(0.005)

    def _state(self):
        try:
            with open('/proc/%d/stat' % self.pid) as stat:
                return stat.read().rpartition(')')[2].split()[0]
        except IOError:  # no /proc here: the wait alone must do
            return 'S'

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.pipe.close()


def main():
    """Runs the module that calls this, on its own."""
    import run
    name = os.path.splitext(os.path.basename(sys.modules['__main__'].__file__))[0]
    run.leave(run.main([name] + sys.argv[1:]))


def since(*version):
    """Skips a test on an interpreter older than that."""
    return unittest.skipIf(sys.version_info < version,
                           'Python %s has it' % '.'.join(map(str, version)))


def python_3(test):
    return since(3)(test)


