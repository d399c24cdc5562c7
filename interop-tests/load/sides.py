"""The servers that are measured: this project's, and its peers. Each runs in a process of its own."""
import os
import secrets
import socket
import sys
import tempfile
import time

import processes
import stock
from processes import Failed, Process

HERE = os.path.dirname(os.path.abspath(__file__))
STORE, STORE_ON_DISK, RELAY = 'Picklewire --data', 'Picklewire --sync disk', 'the same behind a relay'
PICKLEWIRE, CPYTHON, FLOOR, REDIS, PYRO4 = 'Picklewire', "CPython's manager", 'the floor', 'Redis', 'Pyro4'
REFERENCE = [sys.executable, os.path.join(HERE, os.pardir, 'reference_server.py')]
# Where Debian's packages are, for an interpreter that is not Debian's.
DEBIAN = '/usr/lib/python3/dist-packages'
DEBIAN_PYTHON = '/usr/bin/python3'


class Side:
    """A server that speaks multiprocessing, and the objects in it that clients are to use."""

    def __init__(self, name, process, key, addresses, behind=()):
        self.name, self.process, self.key = name, process, key
        self.pids = [process.pid] + [pid for side in behind for pid in side.pids]
        self.addresses, self.address = addresses, addresses[0]
        self.is_canned = name == FLOOR
        self.python = [sys.executable], {}
        self._kept = []

    def on_unix_socket(self):
        """The same server at another address of its own."""
        return Side(self.name, self.process, self.key, [at for at in self.addresses if not isinstance(at, tuple)])

    def share(self, typeid):
        """Makes an object that lives as long as this side: its ident and the names of its methods."""
        if self.is_canned:
            return '0', ('put', 'get')
        made = getattr(stock.manager(self.address, self.key), typeid)()
        self._kept.append(made)
        return made._token.id, list(made._exposed_)

    def queue(self):
        """A queue, as worker.py is told of one."""
        ident, exposed = self.share('Queue')
        return {'kind': 'manager', 'address': self.address, 'key': self.key, 'ident': ident, 'exposed': exposed,
                'is_canned': self.is_canned}


class Foreign:
    """A server that speaks something else, and the interpreter that has its client."""

    def __init__(self, name, process, python, queue):
        self.name, self.process, self.python, self._queue = name, process, python, queue

    def queue(self):
        return self._queue


class Sides:
    """Starts servers, which end with `stack`, an ExitStack."""

    def __init__(self, settings, stack):
        self._settings, self._stack = settings, stack

    def _start(self, command, environment=None):
        return self._stack.enter_context(Process(command, environment))

    def picklewire(self, hosts=1):
        """This project's server, on so many of 127.0.0.x and on a Unix socket."""
        addresses = ['127.0.0.%d:0' % (host + 1) for host in range(hosts)] + ['unix:' + self._settings.socket_path()]
        return self._at(PICKLEWIRE, self._settings.server_command + ['--workers', '8'], addresses)

    def durable(self, name, *options):
        """This project's server, which keeps what it has."""
        folder = tempfile.mkdtemp(dir=self._settings.folder)
        return self._at(name, self._settings.server_command + ['--data', folder] + list(options), ['127.0.0.1:0'])

    def relay(self, name, server):
        """A relay before a server, beside it."""
        command = self._settings.relay_command + ['--to', '%s:%d' % server.address, '--address', '127.0.0.1:0']
        process = self._start(command, {'PICKLEWIRE_AUTHKEY': server.key})
        return Side(name, process, server.key, process.addresses(), [server])

    def cpython(self):
        """The manager of the interpreter that runs this."""
        return self._at(CPYTHON, REFERENCE, ['127.0.0.1:0'])

    def cpython_on_unix_socket(self):
        return self._at(CPYTHON, REFERENCE, ['unix:' + self._settings.socket_path()])

    def floor(self):
        return self._manager(FLOOR, self._settings.driver.floor)

    def java_program(self, source, *arguments):
        """A program which shares a Java object of its own."""
        return self._manager(source, self._settings.java_command + [source] + list(arguments))

    def _at(self, name, command, addresses):
        asked = [part for address in addresses for part in ('--address', address)]
        return self._manager(name, command + asked, len(addresses))

    def _manager(self, name, command, number=1):
        key = secrets.token_hex(8)
        process = self._start(command, {'PICKLEWIRE_AUTHKEY': key})
        return Side(name, process, key, process.addresses(number))

    def foreign(self):
        """Redis and Pyro4, as far as they are installed, and why one is left out."""
        started, missing = [], []
        for start in self._redis, self._pyro4:
            try:
                started.append(start())
            except Failed as reason:
                missing.append(str(reason))
        return started, missing

    def _redis(self):
        python = interpreter_with('redis', REDIS)
        port = free_port()
        try:
            process = self._start(['redis-server', '--port', str(port), '--bind', '127.0.0.1', '--save', '',
                                   '--appendonly', 'no', '--dir', self._settings.folder])
        except OSError:
            raise Failed('Redis is left out: there is no redis-server')
        wait_for_port(port, process)
        return Foreign(REDIS, process, python, {'kind': 'redis', 'port': port})

    def _pyro4(self):
        command, environment = python = interpreter_with('Pyro4', PYRO4)
        process = self._start(command + [os.path.join(HERE, 'pyro_server.py')], environment)
        return Foreign(PYRO4, process, python, {'kind': 'pyro4', 'uri': process.line()})


def interpreter_with(module, name):
    """How to run a Python that has a module: this one, with Debian's modules where it must be, or Debian's own."""
    candidates = [([sys.executable], {}), ([sys.executable], {'PYTHONPATH': DEBIAN}), ([DEBIAN_PYTHON], {})]
    for command, environment in candidates:
        try:
            processes.run(command + ['-c', 'import ' + module], 60, environment)
            return command, environment
        except Failed:
            pass
    raise Failed('%s is left out: no interpreter has the module %s' % (name, module))


def free_port():
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        return taken.getsockname()[1]


def wait_for_port(port, process, seconds=processes.STARTING):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.is_alive():
        try:
            socket.create_connection(('127.0.0.1', port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.02)
    raise Failed('%s did not listen' % process.command[0])
