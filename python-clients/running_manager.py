"""Has Manager(), SyncManager(...).start() and `with SyncManager():` use a running server, not a process of their own.

    import running_manager
    running_manager.use()                    # before anything is made or forked

The server is that of PICKLEWIRE_ADDRESS (HOST:PORT or unix:/PATH) and PICKLEWIRE_AUTHKEY. Standard library only; copy it.
"""
import multiprocessing
import os
from multiprocessing import managers, util

_start = managers.BaseManager.start


def use(address=None, authkey=None):
    """From now on. Without arguments, the environment says where the server is, and its key."""
    address, authkey = _setting(address, 'PICKLEWIRE_ADDRESS'), _setting(authkey, 'PICKLEWIRE_AUTHKEY')
    if address.startswith('unix:'):
        place = address[len('unix:'):]
        place = '\0' + place[1:] if place.startswith('@') else place
    else:
        host, separator, port = address.rpartition(':')
        if not separator or not port.isdigit():
            raise ValueError('PICKLEWIRE_ADDRESS is %r, allowed are HOST:PORT and unix:/PATH' % address)
        place = host.strip('[]') or '127.0.0.1', int(port)
    key = authkey if isinstance(authkey, bytes) else authkey.encode('utf-8')
    # Children have it from their parent, however they are started, and proxies that travel look for it there.
    multiprocessing.current_process().authkey = key

    def start(self, initializer=None, initargs=()):
        if self._state.value != managers.State.INITIAL or _needs_python(self):
            return _start(self, initializer, initargs)  # which also says what is wrong with the state
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        self._address, self._authkey = place, multiprocessing.current_process().authkey
        self.connect()
        self._process = _NoProcess()
        self.shutdown = util.Finalize(self, _end, args=(self._state,), exitpriority=0)

    managers.BaseManager.start = start


def _setting(given, variable):
    value = given or os.environ.get(variable)
    if not value:
        raise ValueError('%s is not set: it names the running server' % variable)
    return value


def _needs_python(manager):
    """Whether it makes objects with functions of the program's own, or has a server of its own class."""
    return manager._Server is not managers.Server or not all(
        _is_served(typeid, entry[0]) for typeid, entry in manager._registry.items())


def _is_served(typeid, maker):
    """What SyncManager has, the server has; and more of the standard library, under the same names."""
    known = managers.SyncManager._registry.get(typeid)
    return maker is None or known is not None and maker is known[0] or (
        maker.__name__ == typeid and maker.__module__ in ('queue', '_queue', 'Queue', 'collections', 'threading'))


def _end(state):
    """The server goes on, and what others use of it."""
    state.value = managers.State.SHUTDOWN


class _NoProcess(object):
    """In place of the process that start() makes: the server is not this program's."""
    name, pid, exitcode = 'running manager', None, None

    def is_alive(self):
        return True

    def join(self, timeout=None):
        pass

    terminate = kill = join
