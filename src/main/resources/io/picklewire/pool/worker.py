# A worker of a pool: this process takes tasks from a pool in a manager, and brings their results there. It needs the standard library
# alone, Python 2.7 or 3. The program that starts it puts a line before this text that sets `start`, and keeps the
# other end of its standard input open: when that closes, nobody watches this process any more, and it is killed.
import fcntl
import mmap
import os
import select
import signal
import socket
import struct
import sys
from binascii import unhexlify

try:
    from cPickle import loads
except ImportError:
    from pickle import loads

HEAD = struct.Struct('<qqi')


def end_with_keeper():
    """Has the operating system kill this process when standard input ends, also while it is stopped or never leaves C."""
    keeper = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    if sys.platform.startswith('linux'):
        fcntl.fcntl(keeper, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        fcntl.fcntl(keeper, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(keeper, getattr(fcntl, 'F_SETSIG', 10), signal.SIGKILL)
        fcntl.fcntl(keeper, fcntl.F_SETFL, fcntl.fcntl(keeper, fcntl.F_GETFL) | fcntl.FASYNC)
    else:
        import threading
        watcher = threading.Thread(target=end_after, args=(keeper,))
        watcher.daemon = True
        watcher.start()
    if select.select([keeper], [], [], 0)[0]:
        os.kill(os.getpid(), signal.SIGKILL)


def end_after(keeper):
    os.read(keeper, 1)
    os.kill(os.getpid(), signal.SIGKILL)


def prepare(start, key):
    """What multiprocessing does in a process that it has spawned, with the main module of the program that has asked for workers."""
    from multiprocessing import current_process
    process = current_process()
    process._identity = (start['number'],)
    if hasattr(process, '_config'):
        process._config['daemon'] = True
    if sys.path and sys.path[0] == '':
        sys.path[0] = start['path']
    data = {'name': 'PoolWorker-%d' % start['number'], 'authkey': key, 'sys_argv': start['argv'], 'sys_path': sys.path}
    name, path = start['main_name'], start['main_path']
    if sys.version_info[0] == 2:
        from multiprocessing.forking import prepare
        process._daemonic = True
        if name:
            path = file_of(name)
        if path:
            data['main_path'] = path
    else:
        from multiprocessing.spawn import prepare
        if name and not is_package(name):
            data['init_main_from_name'] = name
        elif path:
            data['init_main_from_path'] = path
    prepare(data)


def is_package(name):
    """The program of a package is its __main__, which is not run again."""
    from importlib.util import find_spec
    spec = find_spec(name)
    return spec is None or spec.submodule_search_locations is not None


def file_of(name):
    import pkgutil
    loader = pkgutil.get_loader(name)
    return None if loader is None or loader.is_package(name) else loader.get_filename()


class Queues(object):
    """The queue of tasks, a pipe that all workers of one keeper read from, and that of results, a connection to the pool."""

    def __init__(self, connection, folder, number):
        self.put, self.receive = connection.send, connection.recv
        self.tasks = os.open(os.path.join(folder, 'tasks'), os.O_RDONLY | os.O_NONBLOCK)
        fcntl.fcntl(self.tasks, fcntl.F_SETFL, fcntl.fcntl(self.tasks, fcntl.F_GETFL) & ~os.O_NONBLOCK)
        fcntl.fcntl(self.tasks, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        with open(os.path.join(folder, 'w%d' % number), 'wb+') as slot:
            slot.write(struct.pack('<qq', -1, -1))
            slot.flush()
            self.begun = mmap.mmap(slot.fileno(), 16)
        self.is_ready = False

    def get(self):
        if not self.is_ready:
            self.is_ready = True
            self.put(())
        while True:
            record = os.read(self.tasks, 512)
            if not record:
                return None
            self.begun[:16] = record[:16]
            job, index, size = HEAD.unpack_from(record)
            if size >= 0:
                return loads(record[20:20 + size])
            self.put((job, index))
            task = self.receive()
            if task is not None:
                return task


def work(start, key):
    from multiprocessing.connection import Client
    from multiprocessing.managers import dispatch
    from multiprocessing.pool import worker
    connection = Client(start['address'], authkey=key)
    who = start['ident'], start['keeper'], os.getpid(), socket.gethostname()
    initializer, initargs, maxtasks = dispatch(connection, None, 'work', who)
    queues = Queues(connection, start['folder'], start['number'])
    wrap_exceptions = () if sys.version_info[0] == 2 else (True,)
    worker(queues, queues, initializer, initargs, maxtasks, *wrap_exceptions)


end_with_keeper()
if hasattr(os, 'setpgrp'):
    os.setpgrp()  # Ctrl-C is for those who ask for work
key = unhexlify(start['key'])
prepare(start, key)
work(start, key)
